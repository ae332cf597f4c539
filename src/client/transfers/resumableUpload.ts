import { UserError } from '../../common/errors.ts';
import { isNameTaken, underFreeName } from '../freeName.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UploadResult } from '../types.ts';
import { beginUpload, type PlannedUpload, reopenUpload } from './beginUpload.ts';
import { discardUpload } from './discardUpload.ts';
import type { TransferFolder, UploadRecord } from './transferFolder.ts';
import { CannotResume } from './uploadRun.ts';

const mostRestarts = 5;

/**
 * Sends an archive so that it can go on after anything: a dropped line, a killed process, a restarted server.
 * What is needed for that lies in the home until the server has all of it.
 *
 * @throws {UserError} of the connection, when trying again did not help; what was sent is kept on both sides
 */
export function uploadResumably(
  session: Session,
  planned: PlannedUpload,
  options: TransferOptions,
): Promise<UploadResult> {
  return underFreeName(session, planned.name, (name) => beginAndRun(session, { ...planned, name }, options));
}

async function beginAndRun(
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
      if (isNameTaken(error)) await discardUpload(session, { folder, record }, options);
      if (!(error instanceof CannotResume)) throw error;
      await discardUpload(session, { folder, record }, options);
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
 * Goes on with an unfinished upload.
 *
 * @returns null when it cannot go on; what is left of it is gone then
 */
export async function resumeWhileSealing(
  session: Session,
  { folder, record }: { readonly folder: TransferFolder; readonly record: UploadRecord },
  options: TransferOptions,
): Promise<UploadResult | null> {
  const upload = await reopenUpload(session, folder, record);
  try {
    if (!upload) throw new CannotResume('restarted-sources-changed');
    options.onNotice?.('resumed');
    return await upload.run(options);
  } catch (error) {
    if (!(error instanceof CannotResume) && !isNameTaken(error)) throw error;
    await discardUpload(session, { folder, record }, options);
    options.onNotice?.(error instanceof CannotResume ? error.notice : 'restarted-server-changed');
    return null;
  }
}
