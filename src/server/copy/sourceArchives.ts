import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { type FileHandle, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../common/errors.ts';
import { usernamePattern } from '../account.ts';
import { isArchiveName } from '../archiveName.ts';
import { openArchiveFile, readFully } from '../store/files/archiveFile.ts';
import type { ArchiveIndex } from '../store/files/archiveIndex.ts';
import { stampOfOpen, statFile } from '../store/files/fileStamp.ts';
import type { Layout } from '../store/files/layout.ts';

const pieceBytes = 512 * 1024;

/** An archive in a data folder. */
export interface SourceArchive {
  readonly owner: string;
  readonly name: string;
  /** Bytes, when it was looked at. */
  readonly size: number;
}

/** A file of an archive that is open, with what is known of it. */
export interface SourceFile {
  readonly file: FileHandle;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly uploadedAt: number;
  /** Null where the server has not found it out, or the file has changed since. */
  readonly sha256: string | null;
  /** Another one after every change. */
  readonly stamp: string;
}

/** All archives in a data folder, also while a server works on it. */
export async function listSource(layout: Layout): Promise<SourceArchive[]> {
  const found: SourceArchive[] = [];
  for (const folder of await entriesOf(layout.archives)) {
    const owner = folder.name;
    if (!folder.isDirectory() || !usernamePattern.test(owner)) continue;
    for (const { name } of await entriesOf(join(layout.archives, owner))) {
      const stats = isArchiveName(name) ? await statFile(layout.archive(owner, name)) : undefined;
      if (stats !== undefined) found.push({ owner, name, size: Number(stats.size) });
    }
  }
  return found;
}

/** Undefined when it has gone meanwhile. Whoever opens it closes the file. */
export async function openSource(
  layout: Layout,
  index: ArchiveIndex,
  { owner, name }: SourceArchive,
): Promise<SourceFile | undefined> {
  const file = await openArchiveFile(layout.archive(owner, name), 'read');
  if (file === undefined) return undefined;
  const stamp = await stampOfOpen(file);
  const { size, mtimeMs } = await file.stat();
  const known = index.find(owner, name);
  if (known?.stamp !== stamp) return { file, size, uploadedAt: Math.floor(mtimeMs), sha256: null, stamp };
  return { file, size, uploadedAt: known.uploadedAt.getTime(), sha256: known.sha256, stamp };
}

/** Gives its bytes to `write`, piece by piece, and the SHA-256 of them. */
export async function readSource(
  { file, size }: SourceFile,
  write: (bytes: Buffer) => Promise<void> = async () => undefined,
): Promise<string> {
  const digest = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(Math.min(pieceBytes, size));
  for (let position = 0; position < size; ) {
    const filled = await readFully(file, buffer.subarray(0, size - position), position);
    if (filled === 0) break;
    const piece = buffer.subarray(0, filled);
    digest.update(piece);
    await write(piece);
    position += filled;
  }
  return digest.digest('hex');
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
