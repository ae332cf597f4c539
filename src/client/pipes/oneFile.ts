import { isUserError, UserError } from '../../common/errors.ts';
import type { SealedSource } from '../../crypto/open/randomAccess.ts';
import type { SecureFileStorage } from '../../crypto/SecureFileStorage.ts';
import type { TransferOptions } from '../types.ts';

/** Takes the content of a file, chunk by chunk; each is authenticated. */
export type WriteOutput = (content: AsyncIterable<Buffer>) => Promise<void>;

/** Which archive is read, and what in it. */
interface Wanted extends TransferOptions {
  readonly name: string;
  readonly only: readonly string[];
  readonly renamed: 'refuse' | 'accept';
}

/**
 * Hands out the content of the one file of an archive that is wanted, segment by segment, each once it is
 * authenticated.
 *
 * @throws {UserError} of the archive; `file-cut-short` where it turns out to be damaged when some was handed out
 */
export async function writeOneFile(
  storage: SecureFileStorage,
  source: SealedSource,
  { onProgress, ...wanted }: Wanted,
  write: WriteOutput,
): Promise<void> {
  const { name } = wanted;
  let doneBytes = 0;
  try {
    await storage.readOneFile(source, wanted, (content, totalBytes) => {
      const watched = async function* () {
        for await (const chunk of content) {
          yield chunk;
          doneBytes += chunk.length;
          onProgress?.({ stage: 'restoring', doneBytes, totalBytes });
        }
      };
      return write(watched());
    });
  } catch (error) {
    const isDamage = isUserError(error, 'archive-damaged') || isUserError(error, 'archive-truncated');
    if (isDamage && doneBytes > 0)
      throw new UserError('file-cut-short', { name, bytes: doneBytes }, { cause: error });
    throw error;
  }
}
