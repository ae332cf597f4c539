import type { FileHandle } from 'node:fs/promises';
import type { ByteRange } from '../../byteRange.ts';
import type { ArchiveReader, StoredArchive } from '../store.ts';
import { readFully } from './archiveFile.ts';

/**
 * Reads an archive from its file. The envelope, the one part that is ever changed in place, was read when the
 * archive was opened; all other bytes stay as long as the file is open, also when its name goes to another one.
 */
export class FileReader implements ArchiveReader {
  readonly archive: StoredArchive;
  readonly #file: FileHandle;
  readonly #envelope: Buffer;

  constructor(archive: StoredArchive, file: FileHandle, envelope: Buffer) {
    this.archive = archive;
    this.#file = file;
    this.#envelope = envelope;
  }

  readRange({ start, end }: ByteRange): (target: Buffer) => Promise<number> {
    let position = start;
    return async (target) => {
      const piece = target.subarray(0, end - position);
      const known = position < this.#envelope.length ? this.#envelope.copy(piece, 0, position) : 0;
      const filled = known + (await readFully(this.#file, piece.subarray(known), position + known));
      position += filled;
      return filled;
    };
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
