import { requestUpload } from '../../net/api.ts';
import { countBytes } from '../countBytes.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UploadResult } from '../types.ts';
import type { PlannedUpload } from './beginUpload.ts';

/** To send as many bytes again costs less than to keep account of them. */
export const smallArchive = 1024 * 1024;

/**
 * Sends an archive that is small enough to begin again: in one request, as often as it takes. The server replaces
 * an archive by one of the same name, so that one that had arrived, though its answer did not, is not doubled.
 *
 * @throws {UserError} of the connection, when trying again did not help
 */
export async function uploadSmall(
  session: Session,
  { storage, plan, name, created }: PlannedUpload,
  options: TransferOptions,
): Promise<UploadResult> {
  const { signal, onProgress } = options;
  const { size, chunks, report } = storage.seal(plan, { name, created, ...(signal ? { signal } : {}) });
  const segments: Buffer[] = [];
  for await (const chunk of chunks) segments.push(chunk);
  for (const backoff = new Backoff(options); ; ) {
    try {
      await withSessionId(
        session,
        (id) => {
          const counted = countBytes(segments, (doneBytes) => {
            onProgress?.({
              stage: doneBytes === size ? 'confirming' : 'sending',
              doneBytes,
              totalBytes: size,
            });
          });
          return requestUpload(
            session.pool,
            id,
            { nameField: name, size, chunks: counted, form: 'bytes' },
            signal,
          );
        },
        signal,
      );
      return { mode: 'client', name, sealedBytes: size, ...report() };
    } catch (error) {
      await backoff.failed(error, 0);
    }
  }
}
