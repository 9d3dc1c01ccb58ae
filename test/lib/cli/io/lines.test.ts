import { linesOf } from '../../../../lib/cli/io/lines';

test('assembles lines across chunks, and rejects an overlong line', async () => {
  const text = 'one\n\ntwo\r\nthrée';
  const collect = async (chunk: number) => {
    const bytes = Buffer.from(text);
    const parts = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
      bytes.subarray(at * chunk, (at + 1) * chunk),
    );
    const lines = [];
    for await (const line of linesOf(
      (async function* () {
        yield* parts;
      })(),
    ))
      lines.push(line);
    return lines.map(({ number, bytes: line, end }) => [number, line.toString(), end]);
  };
  const expected = [
    [1, 'one', 4],
    [2, '', 5],
    [3, 'two\r', 10],
    [4, 'thrée', 16],
  ];
  for (const chunk of [1, 2, 3, 7, 100]) expect(await collect(chunk)).toEqual(expected);
  const endless = linesOf(
    (async function* () {
      yield* [Buffer.alloc(9, 'a'), Buffer.alloc(9, 'a')];
    })(),
    16,
  );
  await expect(endless.next()).rejects.toThrow('line 1 is longer than 16 bytes');
});
