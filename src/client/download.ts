import { decodeSealedText } from '../crypto/sealedText.ts';
import { requestDownload } from '../net/api.ts';
import { countBytes } from './countBytes.ts';
import type { Session } from './session.ts';
import type { DownloadOptions, DownloadResult } from './types.ts';

/**
 * Receives an archive, opens it, and restores it while it arrives. Nothing is put in place before all of it is
 * authenticated and known to be the archive that was asked for.
 *
 * @throws {UserError} `archive-not-found`, those of the archive, of the local disk and of the connection; the
 *   reason of an aborted signal
 */
export async function downloadAndDecryptFile(
  session: Session,
  name: string,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const { destination, overwrite = 'never', signal, onProgress } = options;
  const received = await requestDownload(session.pool, session.sessionId, name, signal);
  const chunks = countBytes(received.chunks, (doneBytes) => {
    onProgress?.({ stage: 'receiving', doneBytes, totalBytes: received.size });
  });
  const report = await session.storage.restore(decodeSealedText(chunks), {
    name,
    destination,
    overwrite,
    renamed: 'refuse',
    ...(signal ? { signal } : {}),
  });
  return { name, ...report };
}
