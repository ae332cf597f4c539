import { resolve } from 'node:path';
import { UserError } from '../common/errors.ts';
import { cleanLabel, labelOf } from '../crypto/pack/plan.ts';
import { sealedLength } from '../crypto/payload.ts';
import { nameArchive } from './archiveName.ts';
import { underFreeName } from './freeName.ts';
import { sendAtOnce } from './sendAtOnce.ts';
import type { Session } from './session.ts';
import type { PlannedUpload } from './transfers/beginUpload.ts';
import { uploadCompressed } from './transfers/compressedUpload.ts';
import { uploadResumably } from './transfers/resumableUpload.ts';
import { resumeUpload } from './transfers/resumeUpload.ts';
import { smallArchive, uploadSmall } from './transfers/smallUpload.ts';
import type { UploadOptions, UploadResult } from './types.ts';
import { uploadPlain } from './uploadPlain.ts';

/**
 * Seals the paths into one archive, and sends it: while they are read, or compressed, when all of it is sealed. In server
 * mode, which only the user chooses, sends one file as it is.
 *
 * @throws {UserError} `path-not-found`, `nothing-to-store`, `archive-name-refused`, those of the connection;
 *   the reason of an aborted signal. The server keeps nothing of an upload that did not end.
 */
export async function uploadFile(
  session: Session,
  paths: readonly string[],
  options: UploadOptions = {},
): Promise<UploadResult> {
  const { signal, onProgress, include = [], exclude = [] } = options;
  onProgress?.({ stage: 'scanning', doneBytes: 0, totalBytes: null });
  const absolute = paths.map((path) => resolve(path));
  if (options.mode === 'server') return uploadPlain(session, absolute, options);
  const { keys } = session;
  const recipients = options.recipients?.length ? options.recipients : keys.named;
  const request = { paths: absolute, include, exclude, recipients };
  const resumed = await resumeUpload(session, request, options);
  if (resumed) return resumed;
  // What came through a pipe is nowhere else.
  if (paths.length === 0) throw new UserError('transfer-unknown', { id: options.resume ?? '' });
  const storage = keys.storageFor(recipients);
  const plan = await storage.plan(paths, { signal, include, exclude });
  if (plan.members.length === 0) throw nothingToStore(plan.warnings);

  const created = options.created ?? new Date();
  const label = options.label === undefined ? labelOf(paths) : cleanLabel(options.label);
  const name = nameArchive(label, created, (taken) => session.givenNames.has(taken));
  session.givenNames.add(name);
  const planned = { request, storage, plan, name, created };
  if (sealedLength(plan.plaintextLength) <= smallArchive) return uploadSmall(session, planned, options);
  const compressed = await uploadCompressed(session, planned, options);
  if (compressed) return compressed;
  return session.capabilities.tus
    ? uploadResumably(session, planned, options)
    : underFreeName(session, name, (free) => uploadAtOnce(session, { ...planned, name: free }, options));
}

/** To a server that takes an archive in one piece only. */
async function uploadAtOnce(
  session: Session,
  { storage, plan, name, created }: PlannedUpload,
  options: UploadOptions,
): Promise<UploadResult> {
  const { signal } = options;
  // Sealed anew, with another key, where the session had ended.
  const seal = () => storage.seal(plan, { name, created, ...(signal ? { signal } : {}) });
  let sealed = seal();
  const { size } = sealed;
  const chunks = () => {
    sealed = seal();
    return sealed.chunks;
  };
  await sendAtOnce(session, name, { size, chunks }, options);
  return { mode: 'client', name, sealedBytes: size, ...sealed.report() };
}

/** One unreadable file deserves its own sentence. */
function nothingToStore(warnings: UploadResult['warnings']): UserError {
  const [first] = warnings;
  if (warnings.length !== 1 || !first) return new UserError('nothing-to-store', {});
  return new UserError('path-unreadable', { path: first.path, reason: first.detail ?? first.problem });
}
