import { UserError } from '../../common/errors.ts';
import type { FileSource } from '../../crypto/open/fileSource.ts';
import { appendTusUpload, createTusUpload, type TusUpload, tusOffset } from '../../net/tus.ts';
import { countBytes } from '../countBytes.ts';
import { isNameTaken } from '../freeName.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions } from '../types.ts';
import { terminate } from './discardUpload.ts';
import type { SealedUpload } from './sealedUpload.ts';

const mostRestarts = 5;

/**
 * Sends a sealed archive that lies on disk, and goes on where it stopped: where the line dropped, or where another
 * process was killed.
 *
 * @throws {UserError} of the connection, when trying again did not help
 */
export async function sendResumably(
  session: Session,
  { folder, record }: SealedUpload,
  archive: FileSource,
  options: TransferOptions,
): Promise<void> {
  const { name } = record;
  const backoff = new Backoff(options);
  let known = record.upload as TusUpload | null;
  for (let restarts = 0; restarts <= mostRestarts; restarts += 1) {
    if (restarts > 0) options.onNotice?.('restarted-server-changed');
    const upload = known ?? (await announce(session, name, archive.size, options));
    if (known === null) await folder.write({ ...record, upload });
    try {
      if (await sendAll(session, upload, archive, backoff, known === null ? 0 : undefined, options)) return;
    } catch (error) {
      // All of it is there, and must not take the place of what came meanwhile.
      if (isNameTaken(error)) await terminate(session, upload, options);
      throw error;
    }
    known = null;
  }
  throw new UserError('archive-changed', { name });
}

function announce(
  session: Session,
  name: string,
  size: number,
  { signal }: TransferOptions,
): Promise<TusUpload> {
  const { pool, capabilities } = session;
  const path = capabilities.tus?.path ?? '';
  return withSessionId(session, (id) => createTusUpload(pool, id, path, { name, size }, signal), signal);
}

/**
 * False when the server no longer knows of the upload.
 *
 * @param knownOffset how many bytes the server has, where that need not be asked
 */
async function sendAll(
  session: Session,
  upload: TusUpload,
  archive: FileSource,
  backoff: Backoff,
  knownOffset: number | undefined,
  options: TransferOptions,
): Promise<boolean> {
  const { signal } = options;
  const ask = (id: Session['access']['sessionId']) => tusOffset(session.pool, id, upload, signal);
  let known = knownOffset;
  for (let reached = 0; ; ) {
    try {
      const offset = known ?? (await withSessionId(session, ask, signal));
      known = undefined;
      if (offset === null || offset > archive.size) return false;
      reached = offset;
      if (offset < archive.size) await append(session, upload, archive, offset, options);
      return true;
    } catch (error) {
      await backoff.failed(error, reached);
    }
  }
}

async function append(
  session: Session,
  upload: TusUpload,
  archive: FileSource,
  offset: number,
  { signal, onProgress }: TransferOptions,
): Promise<void> {
  const { size } = archive;
  const chunks = countBytes(archive.chunks(offset), (sent) => {
    const doneBytes = offset + sent;
    onProgress?.({ stage: doneBytes === size ? 'confirming' : 'sending', doneBytes, totalBytes: size });
  });
  const body = { length: size - offset, chunks };
  await appendTusUpload(session.pool, session.access.sessionId, upload, offset, body, signal);
}
