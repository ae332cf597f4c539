import { fileExists } from '../../common/fileExists.ts';
import { areUnchanged } from '../../crypto/seal/resume.ts';
import { isSameAccount } from '../account.ts';
import type { Session } from '../session.ts';
import type { UploadOptions, UploadResult } from '../types.ts';
import type { UploadRequest } from './beginUpload.ts';
import { discardUpload } from './discardUpload.ts';
import { readMembers } from './memberFile.ts';
import { resumeWhileSealing } from './resumableUpload.ts';
import { resumeSealed, type SealedUpload } from './sealedUpload.ts';
import { TransferFolder } from './transferFolder.ts';

/**
 * Goes on with an unfinished upload to the same account, if there is one: that which is named by its id, else one of
 * the same.
 *
 * @returns null when there is none, or it cannot go on; what is left of it is gone then
 */
export async function resumeUpload(
  session: Session,
  request: UploadRequest,
  options: UploadOptions,
): Promise<UploadResult | null> {
  const interrupted = await TransferFolder.interrupted(session.home);
  const named = interrupted.filter(({ folder }) => folder.id === options.resume);
  for (const { folder, record } of named.length > 0 ? named : interrupted) {
    if (record.kind === 'download' || !isSameAccount(record, session)) continue;
    if (record.kind === 'upload' && !session.capabilities.tus) continue;
    if (named.length === 0 && !isSameRequest(record, request)) continue;
    const result =
      record.kind === 'upload'
        ? await resumeWhileSealing(session, { folder, record }, options)
        : await resumeWhole(session, { folder, record }, options);
    if (result) return result;
  }
  return null;
}

/** Who asks for the same paths again wants them as they are now; who names the transfer wants that archive. */
async function resumeWhole(
  session: Session,
  upload: SealedUpload,
  options: UploadOptions,
): Promise<UploadResult | null> {
  if (options.resume !== upload.folder.id && !(await isUpToDate(upload))) {
    await discardUpload(session, upload, options);
    options.onNotice?.('restarted-sources-changed');
    return null;
  }
  options.onNotice?.('resumed');
  return resumeSealed(session, upload, options);
}

/** True while the sources are what they were, or one of the paths is gone, so that nothing newer can be had. */
async function isUpToDate({ folder, record }: SealedUpload): Promise<boolean> {
  for (const path of record.paths) if (!(await fileExists(path))) return true;
  const members = await readMembers(folder.file('members')).catch(() => null);
  return members !== null && (await areUnchanged(members));
}

/** What came through a pipe is never the same. */
function isSameRequest(one: UploadRequest, other: UploadRequest): boolean {
  const facts = ({ paths, include, exclude, recipients }: UploadRequest) =>
    JSON.stringify([paths, include, exclude, recipients]);
  return other.paths.length > 0 && facts(one) === facts(other);
}
