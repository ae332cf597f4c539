import { UserError } from '../../common/errors.ts';
import type { SealOptions, SealReport, SecureFileStorage } from '../../crypto/SecureFileStorage.ts';
import type { PlacedBytes } from '../../crypto/seal/sealPiped.ts';
import { countBytes } from '../countBytes.ts';
import type { TransferOptions, UploadResult } from '../types.ts';

/** How what comes through a pipe is stored. */
export interface InputOptions extends Pick<TransferOptions, 'signal' | 'onProgress'> {
  /** Of the one file in the archive; see `isFileName`. */
  readonly fileName: string;
  /** Default false: that nothing came is an error. */
  readonly allowEmpty?: boolean | undefined;
}

/**
 * Seals what comes through a pipe, and has it written.
 *
 * @param name of the archive
 * @throws {UserError} `stdin-empty`; what the input and `write` throw
 */
export async function sealInput(
  storage: SecureFileStorage,
  input: AsyncIterable<Uint8Array>,
  { name, created, onKey }: Pick<SealOptions, 'name' | 'created' | 'onKey'>,
  options: InputOptions,
  write: (pieces: AsyncIterable<PlacedBytes>) => Promise<void>,
): Promise<SealReport & Pick<UploadResult, 'name' | 'sealedBytes'>> {
  const { fileName, allowEmpty = false, signal, onProgress } = options;
  const counted = countBytes(input, (doneBytes) =>
    onProgress?.({ stage: 'reading', doneBytes, totalBytes: null }),
  );
  const identity = { name, created, onKey, ...(signal ? { signal } : {}) };
  const { pieces, report } = storage.sealPiped(counted, fileName, identity);
  let sealedBytes = 0;
  const measured = async function* () {
    for await (const piece of pieces) {
      sealedBytes = Math.max(sealedBytes, piece.position + piece.bytes.length);
      yield piece;
    }
    // The classic failure: the program before the pipe ended with an error, and nobody looks at it.
    if (report().bytes === 0 && !allowEmpty) throw new UserError('stdin-empty', {});
  };
  await write(measured());
  return { name, sealedBytes, ...report() };
}
