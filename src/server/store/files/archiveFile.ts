import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { systemCode } from '../../../common/errors.ts';
import { envelopeHeadLength, envelopeLength } from '../envelope.ts';

/**
 * Opens an archive's file; undefined where there is none. Whoever plants a symbolic link or a named pipe in the
 * folder gets neither followed nor waited for.
 */
export async function openArchiveFile(
  path: string,
  access: 'read' | 'change',
): Promise<FileHandle | undefined> {
  const flags = access === 'read' ? constants.O_RDONLY : constants.O_RDWR;
  let file: FileHandle;
  try {
    file = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENXIO', 'EISDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
  let isFile = false;
  try {
    isFile = (await file.stat()).isFile();
    return isFile ? file : undefined;
  } finally {
    if (!isFile) await file.close();
  }
}

/** The envelope of an archive; empty when it has none, as archives of other kinds. */
export async function readEnvelope(file: FileHandle): Promise<Buffer> {
  const head = Buffer.alloc(envelopeHeadLength);
  const length = envelopeLength(head.subarray(0, await readFully(file, head, 0)));
  if (length === undefined) return Buffer.alloc(0);
  const envelope = Buffer.alloc(length);
  return (await readFully(file, envelope, 0)) === length ? envelope : Buffer.alloc(0);
}

/** Fills `target`, except at the end of the file, and gives the number of bytes. */
export async function readFully(file: FileHandle, target: Buffer, position: number): Promise<number> {
  let filled = 0;
  // A read may give less than asked for in the middle of a file.
  while (filled < target.length) {
    const { bytesRead } = await file.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
