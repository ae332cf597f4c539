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
  const { pool } = session;
  const { upload } = record;
  const { signal } = options;
  // A server may not have noticed yet that the line dropped, and still hold the upload.
  for (const backoff = new Backoff(options); upload !== null; ) {
    try {
      await withSessionId(session, (id) => terminateTusUpload(pool, id, upload as TusUpload, signal), signal);
      break;
    } catch (error) {
      await backoff.failed(error, 0);
    }
  }
  await folder.remove();
}
