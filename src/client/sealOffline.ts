import { basename } from 'node:path';
import { UserError } from '../common/errors.ts';
import { labelOf } from '../crypto/pack/plan.ts';
import { countBytes } from './countBytes.ts';
import { type KeyOptions, withKeys } from './keys.ts';
import { refuseExisting, writeNewFile, writeNewFileInPieces } from './newFile.ts';
import type { WriteOutput } from './pipes/oneFile.ts';
import { type InputOptions, sealInput } from './pipes/sealInput.ts';
import { Spool } from './pipes/spool.ts';
import type { SourceSelection, TransferOptions, UploadResult } from './types.ts';

type SealPathsOptions = TransferOptions & SourceSelection;

/**
 * Seals paths into an archive file, compressed.
 *
 * @throws {UserError} `path-not-found`, `nothing-to-store`, `file-exists`, `disk-full`, `write-refused`
 */
export async function sealToFile(
  paths: readonly string[],
  output: string,
  keyOptions: KeyOptions,
  options: SealPathsOptions = {},
): Promise<UploadResult> {
  await refuseExisting(output);
  const write: WriteOutput = (chunks) => writeNewFile(output, chunks);
  return seal(paths, basename(output), keyOptions, options, write);
}

/** The same, handed out while it is sealed. @throws {UserError} `path-not-found`, `nothing-to-store`; what `write` throws */
export function sealToOutput(
  paths: readonly string[],
  keyOptions: KeyOptions,
  options: SealPathsOptions,
  write: WriteOutput,
): Promise<UploadResult> {
  return seal(paths, `${labelOf(paths)}.enc`, keyOptions, options, write);
}

/** Seals what comes through a pipe into an archive file. @throws {UserError} as `sealToFile` and `sealInput` */
export async function sealInputToFile(
  input: AsyncIterable<Uint8Array>,
  output: string,
  keyOptions: KeyOptions,
  options: InputOptions,
): Promise<UploadResult> {
  await refuseExisting(output);
  const identity = { name: basename(output), created: new Date() };
  return withKeys(keyOptions, async ({ storage }) => ({
    mode: 'client',
    ...(await sealInput(storage, input, identity, options, (pieces) => writeNewFileInPieces(output, pieces))),
  }));
}

/**
 * The same, handed out once it is whole; until then it waits, sealed, on the disk of the home.
 *
 * @throws {UserError} as `sealInput`, `disk-full`, `write-refused`; what `write` throws
 */
export function sealInputToOutput(
  input: AsyncIterable<Uint8Array>,
  home: string,
  keyOptions: KeyOptions,
  options: InputOptions,
  write: WriteOutput,
): Promise<UploadResult> {
  return withKeys(keyOptions, async ({ storage }) => {
    const identity = { name: `${options.fileName}.enc`, created: new Date() };
    const spool = await Spool.create(home);
    try {
      const sealed = await sealInput(storage, input, identity, options, (pieces) => spool.fill(pieces));
      await write((await spool.source()).chunks());
      return { mode: 'client', ...sealed };
    } finally {
      await spool.close();
    }
  });
}

function seal(
  paths: readonly string[],
  name: string,
  keyOptions: KeyOptions,
  { signal, onProgress, include, exclude }: SealPathsOptions,
  write: WriteOutput,
): Promise<UploadResult> {
  return withKeys(keyOptions, async ({ storage }) => {
    const plan = await storage.plan(paths, { signal, include, exclude });
    if (plan.members.length === 0) throw new UserError('nothing-to-store', {});
    const sealed = storage.sealCompressed(plan, { name, created: new Date(), ...(signal ? { signal } : {}) });
    let sealedBytes = 0;
    const chunks = countBytes(sealed.chunks, (doneBytes) => {
      sealedBytes = doneBytes;
      onProgress?.({ stage: 'sending', doneBytes, totalBytes: null });
    });
    await write(chunks);
    return { mode: 'client', name, sealedBytes, ...sealed.report() };
  });
}
