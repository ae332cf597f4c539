import { UserError } from '../../common/errors.ts';
import type { FileSource } from '../../crypto/open/fileSource.ts';
import {
  appendTusUpload,
  createTusUpload,
  type TusUpload,
  terminateTusUpload,
  tusOffset,
} from '../../net/tus.ts';
import { countBytes } from '../countBytes.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions } from '../types.ts';

const mostRestarts = 5;
/** So long the server is told of an upload that is given up; it forgets one of its own accord later. */
const farewellMilliseconds = 1500;

/**
 * Sends a sealed archive that lies on disk, and goes on where the line drops.
 *
 * @throws {UserError} of the connection, when trying again did not help; the server is told that nothing more comes
 */
export async function sendResumably(
  session: Session,
  name: string,
  archive: FileSource,
  options: TransferOptions,
): Promise<void> {
  const { signal, onNotice } = options;
  const backoff = new Backoff(options);
  for (let restarts = 0; restarts <= mostRestarts; restarts += 1) {
    if (restarts > 0) onNotice?.('restarted-server-changed');
    const upload = await create(session, name, archive.size, signal);
    try {
      if (await sendAll(session, upload, archive, backoff, options)) return;
    } catch (error) {
      await giveUp(session, upload);
      throw error;
    }
  }
  throw new UserError('archive-changed', { name });
}

function create(
  session: Session,
  name: string,
  size: number,
  signal: AbortSignal | undefined,
): Promise<TusUpload> {
  const { pool, capabilities } = session;
  const path = capabilities.tus?.path ?? '';
  return withSessionId(session, (id) => createTusUpload(pool, id, path, { name, size }, signal), signal);
}

/** False when the server no longer knows of the upload. */
async function sendAll(
  session: Session,
  upload: TusUpload,
  archive: FileSource,
  backoff: Backoff,
  options: TransferOptions,
): Promise<boolean> {
  const { signal } = options;
  for (let reached = 0; ; ) {
    try {
      const offset = await withSessionId(
        session,
        (id) => tusOffset(session.pool, id, upload, signal),
        signal,
      );
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

/** Nobody can go on with it: what was read from the pipe is gone. */
async function giveUp({ pool, access }: Session, upload: TusUpload): Promise<void> {
  const signal = AbortSignal.timeout(farewellMilliseconds);
  await terminateTusUpload(pool, access.sessionId, upload, signal).catch(() => {});
}
