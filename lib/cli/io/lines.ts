/** A line of a file, without its newline. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** Position after the line, in bytes: how much has been read. */
  readonly end: number;
}

const NEWLINE = 0x0a;

/**
 * The lines of a stream, as bytes, so that the reader can check that they are UTF-8. Holds one line in memory.
 *
 * @throws RangeError for a line longer than `maxBytes`, as in a binary file
 */
export async function* linesOf(stream: AsyncIterable<Buffer>, maxBytes = 2 ** 26): AsyncGenerator<Line> {
  let number = 0;
  let end = 0;
  let begun: Buffer[] = [];
  let length = 0;
  const finish = (last: Buffer): Line => {
    const bytes = begun.length === 0 ? last : Buffer.concat([...begun, last]);
    begun = [];
    length = 0;
    return { number: ++number, bytes, end };
  };
  for await (const chunk of stream) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      end += at + 1 - start;
      yield finish(chunk.subarray(start, at));
      start = at + 1;
    }
    if (start === chunk.length) continue;
    const rest = chunk.subarray(start);
    begun.push(rest);
    end += rest.length;
    length += rest.length;
    if (length > maxBytes) throw new RangeError(`line ${number + 1} is longer than ${maxBytes} bytes`);
  }
  if (length > 0) yield finish(Buffer.alloc(0));
}
