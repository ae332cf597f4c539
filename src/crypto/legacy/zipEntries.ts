import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { UserError } from '../../common/errors.ts';
import type { UncheckedMember } from '../restore/restoration.ts';
import { ZipReader } from './zipReader.ts';

const maximumEntries = 1_000_000;
const typeMask = 0o170000;
const symlinkType = 0o120000;
const regularType = 0o100000;
const folderType = 0o040000;
const maximumTarget = 4096;

/** An entry of a zip, as a member whose content is still to be read. */
export interface ZipMember {
  readonly member: UncheckedMember;
  content(): AsyncGenerator<Uint8Array, void, void>;
}

/**
 * The entries of a zip file.
 *
 * @throws {UserError} `legacy-unreadable` when it is no zip, or one made to burst; `archive-entry-refused`;
 *   `archive-damaged` when a checksum differs
 */
export async function* readZip(path: string, name: string): AsyncGenerator<ZipMember, void, void> {
  const { zip, entries, reader } = await openZip(path, name);
  try {
    for (const entry of entries) {
      const content = () => checkedContent(zip, entry, name);
      yield { member: await memberOf(entry, content, name), content };
    }
  } finally {
    zip.close();
    await reader.release();
  }
}

/** Entries that share their bytes would let a small file hold a huge one many times. */
async function openZip(
  path: string,
  name: string,
): Promise<{ zip: ZipFile; entries: Entry[]; reader: ZipReader }> {
  const reader = await ZipReader.open(path);
  try {
    const options = { autoClose: false, lazyEntries: true, strictFileNames: true };
    const zip = await fromRandomAccessReaderPromise(reader, reader.size, options);
    const entries: Entry[] = [];
    let compressed = 0;
    for await (const entry of zip.eachEntry()) {
      compressed += entry.compressedSize;
      entries.push(entry);
      if (entries.length > maximumEntries) throw new RangeError('too many entries');
    }
    if (compressed > reader.size) throw new RangeError('entries that overlap');
    return { zip, entries, reader };
  } catch (error) {
    await reader.release();
    throw new UserError('legacy-unreadable', { name }, { cause: error });
  }
}

async function memberOf(entry: Entry, content: ZipMember['content'], name: string): Promise<UncheckedMember> {
  const mode = entry.externalFileAttributes >>> 16;
  const attributes = { mtimeMs: entry.getLastModDate().getTime(), mode: mode & 0o7777 };
  const path = entry.fileName.replace(/\/$/, '');
  const kind = mode & typeMask;
  if (entry.fileName.endsWith('/') || kind === folderType) {
    return { path, type: 'dir', size: 0, ...attributes, mode: attributes.mode || 0o755 };
  }
  if (kind === symlinkType)
    return { path, type: 'symlink', size: 0, ...attributes, target: await readTarget(content) };
  if (kind !== 0 && kind !== regularType) {
    throw new UserError('archive-entry-refused', {
      name,
      entry: path,
      reason: 'neither file, folder nor link',
    });
  }
  return { path, type: 'file', size: entry.uncompressedSize, ...attributes, mode: attributes.mode || 0o644 };
}

async function readTarget(content: ZipMember['content']): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of content()) {
    length += chunk.length;
    if (length > maximumTarget) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The content of an entry; yauzl checks its length, and leaves its checksum to us. */
async function* checkedContent(
  zip: ZipFile,
  entry: Entry,
  name: string,
): AsyncGenerator<Uint8Array, void, void> {
  let checksum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    throw damaged(name, entry, error);
  }
  if (checksum !== entry.crc32) throw damaged(name, entry);
}

function damaged(name: string, entry: Entry, cause?: unknown): UserError {
  return new UserError(
    'archive-damaged',
    { name, reason: `the entry ${entry.fileName} is not whole` },
    { cause },
  );
}
