/** One member of a tar, as it is written. */
export interface TarMember {
  /** Relative, `/` between names, no slash at the end. */
  readonly path: string;
  readonly type: 'file' | 'dir' | 'symlink' | 'link';
  /** Bytes of content; 0 for what is no file. */
  readonly size: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly mtimeMs: number;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Where a link points to; for a hard link a path inside the tar. */
  readonly target?: string;
}

export const blockLength = 512;
const typeFlags = { file: '0', link: '1', symlink: '2', dir: '5' } as const;
const nameLength = 100;
const checksumOffset = 148;
/** The checksum counts itself as spaces. */
const checksumSpaces = ' '.repeat(8);
const prefixLength = 155;
const largestId = 0o7777777;
const largestSize = 0o77777777777;

/** How many bytes bring `length` to a whole number of blocks. */
export function paddingOf(length: number): number {
  return (blockLength - (length % blockLength)) % blockLength;
}

/**
 * The header blocks of a member: a POSIX ustar header (IEEE Std 1003.1, "ustar Interchange Format"), with a
 * pax extended header before it for what ustar cannot say: long or non-ASCII names, large sizes and ids,
 * times with fractions, before 1970 or after 2242.
 */
export function encodeTarHeader(member: TarMember): Buffer {
  const records = paxRecordsOf(member);
  const seconds = Math.floor(member.mtimeMs / 1000);
  const header = encodeUstar({
    ...(splitName(pathOf(member)) ?? { prefix: '', name: 'pax' }),
    typeFlag: typeFlags[member.type],
    size: member.size > largestSize ? 0 : member.size,
    seconds: Math.min(Math.max(seconds, 0), largestSize),
    mode: member.mode,
    uid: member.uid > largestId ? 0 : member.uid,
    gid: member.gid > largestId ? 0 : member.gid,
    target: member.target !== undefined && fitsName(member.target) ? member.target : '',
  });
  return records.length === 0 ? header : Buffer.concat([encodePax(records), header]);
}

/** Bytes of the header blocks of a member. */
export function tarHeaderLength(member: TarMember): number {
  const records = paxRecordsOf(member);
  if (records.length === 0) return blockLength;
  const dataLength = Buffer.byteLength(records.join(''));
  return 2 * blockLength + dataLength + paddingOf(dataLength);
}

/** What ustar cannot say, as records of a pax extended header. */
function paxRecordsOf(member: TarMember): string[] {
  const path = pathOf(member);
  const records: [string, string][] = [];
  if (!splitName(path)) records.push(['path', path]);
  if (member.target !== undefined && !fitsName(member.target)) records.push(['linkpath', member.target]);
  if (member.size > largestSize) records.push(['size', String(member.size)]);
  if (member.uid > largestId) records.push(['uid', String(member.uid)]);
  if (member.gid > largestId) records.push(['gid', String(member.gid)]);
  const seconds = Math.floor(member.mtimeMs / 1000);
  if (seconds * 1000 !== member.mtimeMs || seconds < 0 || seconds > largestSize) {
    records.push(['mtime', decimalSeconds(member.mtimeMs)]);
  }
  return records.map(([key, value]) => encodePaxRecord(key, value));
}

function pathOf({ type, path }: TarMember): string {
  return type === 'dir' ? `${path}/` : path;
}

/** Seconds since the epoch as a decimal number with microseconds. */
function decimalSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(6);
}

function encodePax(records: readonly string[]): Buffer {
  const data = Buffer.from(records.join(''), 'utf8');
  const header = encodeUstar({
    prefix: '',
    name: 'pax',
    typeFlag: 'x',
    size: data.length,
    seconds: 0,
    mode: 0o600,
    uid: 0,
    gid: 0,
    target: '',
  });
  return Buffer.concat([header, data, Buffer.alloc(paddingOf(data.length))]);
}

/** `length key=value\n`, where the length counts itself. */
function encodePaxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const restLength = Buffer.byteLength(rest);
  let length = restLength + String(restLength).length;
  length = restLength + String(length).length;
  return `${length}${rest}`;
}

interface UstarFields {
  readonly prefix: string;
  readonly name: string;
  readonly typeFlag: string;
  readonly size: number;
  readonly seconds: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly target: string;
}

/** Written as one text: a write for each field takes four times as long, and an archive may have a million headers. */
function encodeUstar(fields: UstarFields): Buffer {
  const text = [
    fields.name.padEnd(nameLength, '\0'),
    `${octal(fields.mode & 0o7777, 7)}\0${octal(fields.uid, 7)}\0${octal(fields.gid, 7)}\0`,
    `${octal(fields.size, 11)}\0${octal(fields.seconds, 11)}\0`,
    checksumSpaces,
    fields.typeFlag,
    fields.target.padEnd(nameLength, '\0'),
    'ustar\x0000',
    // No names of user and group; device 0, 0.
    ''.padEnd(64, '\0'),
    `${octal(0, 7)}\0${octal(0, 7)}\0`,
    fields.prefix,
  ].join('');
  const block = Buffer.from(text.padEnd(blockLength, '\0'), 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${octal(sum, 6)}\0 `, checksumOffset, 'latin1');
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function fitsName(text: string): boolean {
  return text.length <= nameLength && isPlain(text);
}

/** Splits a path at a slash into the two ustar fields; null where it does not fit. */
function splitName(path: string): { prefix: string; name: string } | null {
  if (!isPlain(path)) return null;
  if (path.length <= nameLength) return { prefix: '', name: path };
  const slash = path.indexOf('/', path.length - nameLength - 1);
  if (slash <= 0 || slash > prefixLength || slash === path.length - 1) return null;
  return { prefix: path.slice(0, slash), name: path.slice(slash + 1) };
}
