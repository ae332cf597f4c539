import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFolder, temporaryNameFor } from '../common/atomicFile.ts';
import { asUserError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';
import { fileExists } from '../common/fileExists.ts';
import type { PlacedBytes } from '../crypto/seal/sealPiped.ts';
import { writePieces } from './pipes/writePieces.ts';

/** @throws {UserError} `file-exists` */
export async function refuseExisting(path: string): Promise<void> {
  if (await fileExists(path)) throw new UserError('file-exists', { path });
}

/** Writes a file that shows under its name once it is whole. @throws {UserError} `file-exists`, `disk-full`, `write-refused` */
export function writeNewFile(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  return whenWhole(path, (temporary) =>
    pipeline(Readable.from(chunks), createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true })),
  );
}

/** The same of pieces that come out of order. @throws {UserError} `file-exists`, `disk-full`, `write-refused` */
export function writeNewFileInPieces(path: string, pieces: AsyncIterable<PlacedBytes>): Promise<void> {
  return whenWhole(path, async (temporary) => {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await writePieces(file, pieces);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

function whenWhole(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  return asUserError(path, async () => {
    const temporary = temporaryNameFor(path);
    try {
      await write(temporary);
      // Writing may have taken hours, in which somebody else made one.
      await refuseExisting(path);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
  });
}
