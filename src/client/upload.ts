import { resolve } from 'node:path';
import { UserError } from '../common/errors.ts';
import { cleanLabel, labelOf } from '../crypto/pack/plan.ts';
import { isPortableName, requestUpload } from '../net/api.ts';
import { nameArchive } from './archiveName.ts';
import { countBytes } from './countBytes.ts';
import type { Session } from './session.ts';
import { type PlannedUpload, resumeUpload, uploadResumably } from './transfers/resumableUpload.ts';
import type { UploadOptions, UploadResult } from './types.ts';

/**
 * Seals the paths into one archive, and sends it while they are read.
 *
 * @throws {UserError} `path-not-found`, `nothing-to-store`, `archive-name-refused`, those of the connection;
 *   the reason of an aborted signal. The server keeps nothing of an upload that did not end.
 */
export async function uploadFile(
  session: Session,
  paths: readonly string[],
  options: UploadOptions = {},
): Promise<UploadResult> {
  const { signal, onProgress, include = [], exclude = [], recipients = [] } = options;
  onProgress?.({ stage: 'scanning', doneBytes: 0, totalBytes: null });
  const absolute = paths.map((path) => resolve(path));
  const request = { paths: absolute, include, exclude, recipients };
  const resumed = session.capabilities.tus ? await resumeUpload(session, request, options) : null;
  if (resumed) return resumed;
  const storage = recipients.length > 0 ? session.keys.storageFor(recipients) : session.keys.storage;
  const plan = await storage.plan(paths, { signal, include, exclude });
  if (plan.members.length === 0) throw nothingToStore(plan.warnings);

  const created = options.created ?? new Date();
  const label = options.label === undefined ? labelOf(paths) : cleanLabel(options.label);
  const name = nameArchive(label, created, (taken) => session.givenNames.has(taken));
  if (!isPortableName(name))
    throw new UserError('archive-name-refused', { name, suggestion: cleanLabel(label) });
  session.givenNames.add(name);
  const planned = { request, storage, plan, name, created };
  return session.capabilities.tus
    ? uploadResumably(session, planned, options)
    : uploadAtOnce(session, planned, options);
}

/** To a server that takes an archive in one piece only, as base64 text. */
async function uploadAtOnce(
  session: Session,
  { storage, plan, name, created }: PlannedUpload,
  { signal, onProgress }: UploadOptions,
): Promise<UploadResult> {
  const sealed = storage.seal(plan, { name, created, ...(signal ? { signal } : {}) });
  const chunks = countBytes(sealed.chunks, (doneBytes) => {
    const stage = doneBytes === sealed.size ? 'confirming' : 'sending';
    onProgress?.({ stage, doneBytes, totalBytes: sealed.size });
  });
  const file = { name, size: sealed.size, chunks };
  await requestUpload(session.pool, session.access.sessionId, file, signal);
  return { name, sealedBytes: sealed.size, ...sealed.report() };
}

/** One unreadable file deserves its own sentence. */
function nothingToStore(warnings: UploadResult['warnings']): UserError {
  const [first] = warnings;
  if (warnings.length !== 1 || !first) return new UserError('nothing-to-store', {});
  return new UserError('path-unreadable', { path: first.path, reason: first.detail ?? first.problem });
}
