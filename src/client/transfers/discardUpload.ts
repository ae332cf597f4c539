import { type TusUpload, terminateTusUpload } from '../../net/tus.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions } from '../types.ts';
import type { TransferFolder } from './transferFolder.ts';

/** An unfinished upload, and by what the server knows it. */
interface Discarded {
  readonly folder: TransferFolder;
  readonly record: { readonly upload: string | null };
}

/** Gives an unfinished upload up, on both sides. @throws {UserError} of the connection, when trying again did not help */
export async function discardUpload(
  session: Session,
  { folder, record }: Discarded,
  options: TransferOptions,
): Promise<void> {
  if (record.upload !== null) await terminate(session, record.upload, options);
  await folder.remove();
}

/** Gives an unfinished upload up on the server. @throws {UserError} of the connection, when trying again did not help */
export async function terminate(session: Session, upload: string, options: TransferOptions): Promise<void> {
  const { signal } = options;
  const ask = (id: Session['access']['sessionId']) =>
    terminateTusUpload(session.pool, id, upload as TusUpload, signal);
  // A server may not have noticed yet that the line dropped, and still hold the upload.
  for (const backoff = new Backoff(options); ; ) {
    try {
      await withSessionId(session, ask, signal);
      return;
    } catch (error) {
      await backoff.failed(error, 0);
    }
  }
}
