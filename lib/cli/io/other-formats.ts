const GZIP = Buffer.from([0x1f, 0x8b]);
const UTF16 = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
const MAX_COLUMNS = 4;

/** A format other than JSON lines, and how to convert it. */
export interface OtherFormat {
  /** `a JSON array` */
  readonly name: string;
  /** A command that converts the file to JSON lines, or the unit that becomes an object. */
  readonly cure: { readonly command: string } | { readonly rows: string };
}

/** @return the format of a manifest by its first line; undefined for JSON lines, even if the first of them is damaged */
export function otherFormat(line: Buffer): OtherFormat | undefined {
  if (line.subarray(0, 2).equals(GZIP)) return { name: 'compressed with gzip', cure: { command: 'gunzip -c' } };
  if (UTF16.some((mark) => line.subarray(0, 2).equals(mark))) {
    return { name: 'text in UTF-16', cure: { command: 'iconv -f UTF-16 -t UTF-8' } };
  }
  const text = new TextDecoder().decode(line).trim();
  if (text.startsWith('[')) return { name: 'a JSON array', cure: { command: "jq -c '.[]'" } };
  if (/^\{\s*'/.test(text))
    return { name: 'a list of Python dictionaries', cure: { rows: 'dictionary, by json.dumps' } };
  if (text.startsWith('{')) {
    const goesOn = /[[{,:]$/.test(text);
    return goesOn ? { name: 'JSON over several lines', cure: { command: 'jq -c .' } } : undefined;
  }
  if (text.includes('\t')) {
    const columns = text.split('\t');
    const isCommonVoice = columns.includes('path') && columns.includes('sentence');
    const name = `a tab-separated table (${shown(columns)})${isCommonVoice ? ', as Common Voice has it' : ''}`;
    return { name, cure: { rows: 'row' } };
  }
  if (/^[^|\s]+\|/.test(text)) {
    return { name: `a table separated by "|" (${shown(text.split('|'))}), as LJSpeech has it`, cure: { rows: 'row' } };
  }
  if (/^("[^"]*"|[^\s,]+),/.test(text)) {
    return { name: `a comma-separated table (${shown(text.split(','))})`, cure: { rows: 'row' } };
  }
  if (/^\S+\s+\S/.test(text)) {
    return { name: `a list of ids and values, as Kaldi's "text" and "wav.scp" are`, cure: { rows: 'id' } };
  }
  return { name: 'not JSON', cure: { rows: 'utterance' } };
}

function shown(columns: readonly string[]): string {
  const first = columns.slice(0, MAX_COLUMNS).map((column) => column.trim().slice(0, 20));
  return [...first, ...(columns.length > MAX_COLUMNS ? ['...'] : [])].join(', ');
}
