import { UserError } from '../../common/errors.ts';
import { type TusUpload, terminateTusUpload } from '../../net/tus.ts';
import { isSameAccount } from '../account.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UploadResult } from '../types.ts';
import { beginUpload, type PlannedUpload, reopenUpload, type UploadRequest } from './beginUpload.ts';
import { TransferFolder, type UploadRecord } from './transferFolder.ts';
import { CannotResume } from './uploadRun.ts';

const mostRestarts = 5;

/**
 * Sends an archive so that it can go on after anything: a dropped line, a killed process, a restarted server.
 * What is needed for that lies in the home until the server has all of it.
 *
 * @throws {UserError} of the connection, when trying again did not help; what was sent is kept on both sides
 */
export async function uploadResumably(
  session: Session,
  planned: PlannedUpload,
  options: TransferOptions,
): Promise<UploadResult> {
  let current = planned;
  for (let restarts = 0; ; restarts += 1) {
    const { upload, folder, record } = await beginUpload(session, current, options.signal);
    try {
      return await upload.run(options);
    } catch (error) {
      if (!(error instanceof CannotResume)) throw error;
      await discardUpload(session, folder, record, options);
      // Sources that never hold still, over a line that drops again and again, would go on for ever.
      if (restarts === mostRestarts) throw new UserError('sources-changed-too-much', {}, { cause: error });
      options.onNotice?.(error.notice);
      const { paths, include, exclude } = current.request;
      const plan = await current.storage.plan(paths, { include, exclude, signal: options.signal });
      current = { ...current, plan };
    }
  }
}

/**
 * Goes on with an unfinished upload of the same to the same account, if there is one.
 *
 * @returns null when there is none, or it cannot go on; what is left of it is gone then
 */
export async function resumeUpload(
  session: Session,
  request: UploadRequest,
  options: TransferOptions,
): Promise<UploadResult | null> {
  for (const { folder, record } of await TransferFolder.interrupted(session.home)) {
    if (record.kind !== 'upload' || !isSameAccount(record, session)) continue;
    if (!isSameRequest(record, request)) continue;
    const upload = await reopenUpload(session, folder, record);
    try {
      if (!upload) throw new CannotResume('restarted-sources-changed');
      options.onNotice?.('resumed');
      return await upload.run(options);
    } catch (error) {
      if (!(error instanceof CannotResume)) throw error;
      await discardUpload(session, folder, record, options);
      options.onNotice?.(error.notice);
    }
  }
  return null;
}

/** Gives an unfinished upload up, on both sides. */
export async function discardUpload(
  session: Session,
  folder: TransferFolder,
  record: UploadRecord,
  options: TransferOptions,
): Promise<void> {
  const { pool } = session;
  const upload = record.upload as TusUpload;
  const { signal } = options;
  // A server may not have noticed yet that the line dropped, and still hold the upload.
  for (const backoff = new Backoff(options); ; ) {
    try {
      await withSessionId(session, (id) => terminateTusUpload(pool, id, upload, signal), signal);
      break;
    } catch (error) {
      await backoff.failed(error, 0);
    }
  }
  await folder.remove();
}

function isSameRequest(one: UploadRequest, other: UploadRequest): boolean {
  const facts = ({ paths, include, exclude, recipients }: UploadRequest) =>
    JSON.stringify([paths, include, exclude, recipients]);
  return facts(one) === facts(other);
}
