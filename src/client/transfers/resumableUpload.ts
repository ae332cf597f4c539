import { UserError } from '../../common/errors.ts';
import { thisProcess } from '../../common/processes.ts';
import { MachineKey } from '../../crypto/machineKey.ts';
import type { ArchivePlan } from '../../crypto/pack/layout.ts';
import type { SecureFileStorage } from '../../crypto/SecureFileStorage.ts';
import { ResumableSeal } from '../../crypto/seal/resumableSeal.ts';
import { areUnchanged } from '../../crypto/seal/resume.ts';
import { createTusUpload, type TusUpload, terminateTusUpload } from '../../net/tus.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UploadResult } from '../types.ts';
import { readMembers, writeMembers } from './memberFile.ts';
import { belongsTo, TransferFolder, type UploadRecord } from './transferFolder.ts';
import { CannotResume, ResumableUpload } from './uploadRun.ts';

const mostRestarts = 5;

/** What was asked for: only an upload of the same can be gone on with. */
export interface UploadRequest {
  /** Absolute. */
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** In place of those of the login, where there are any. */
  readonly recipients: readonly string[];
}

/** What to send. */
export interface PlannedUpload {
  readonly request: UploadRequest;
  readonly storage: SecureFileStorage;
  readonly plan: ArchivePlan;
  readonly name: string;
  readonly created: Date;
}

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
    if (record.kind !== 'upload' || !belongsTo(record, session)) continue;
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

async function beginUpload(
  session: Session,
  planned: PlannedUpload,
  signal?: AbortSignal,
): Promise<{ upload: ResumableUpload; folder: TransferFolder; record: UploadRecord }> {
  const { storage, plan, name, created } = planned;
  const { pool, capabilities, home } = session;
  const seal = await storage.beginResumable(plan, { name, created });
  // First of all: a server that is told of an upload keeps it for long, though nobody here knows how to go on with it.
  const folder = await TransferFolder.create(home);
  try {
    await writeMembers(folder.file('members.ndjson'), plan.members);
    const upload = await withSessionId(
      session,
      (id) => createTusUpload(pool, id, capabilities.tus?.path ?? '', { name, size: seal.size }, signal),
      signal,
    );
    const record = await recordOf(session, planned, seal, upload);
    await folder.write(record);
    return { upload: new ResumableUpload(session, folder, record, seal), folder, record };
  } catch (error) {
    seal.close();
    await folder.remove();
    throw error;
  }
}

async function recordOf(
  { pool, host, port, username }: Session,
  { request, plan, name, created }: PlannedUpload,
  seal: ResumableSeal,
  upload: TusUpload,
): Promise<UploadRecord> {
  const machineKey = new MachineKey(pool.credentials.privateKey);
  return {
    version: 1,
    kind: 'upload',
    host,
    port,
    username,
    name,
    startedAt: created.toISOString(),
    owner: await thisProcess(),
    paths: [...request.paths],
    include: [...request.include],
    exclude: [...request.exclude],
    recipients: [...request.recipients],
    upload,
    size: seal.size,
    plaintextLength: plan.plaintextLength,
    warnings: [...plan.warnings],
    head: seal.head.toString('base64'),
    fileKey: machineKey.seal(seal.fileKey).toString('base64'),
  };
}

/** Null when the sources are no longer what they were, or the key was sealed by another machine. */
async function reopenUpload(
  session: Session,
  folder: TransferFolder,
  record: UploadRecord,
): Promise<ResumableUpload | null> {
  const machineKey = new MachineKey(session.pool.credentials.privateKey);
  const fileKey = machineKey.open(Buffer.from(record.fileKey, 'base64'));
  const members = await readMembers(folder.file('members.ndjson')).catch(() => null);
  if (!fileKey || !members || !(await areUnchanged(members))) return null;
  const bytes = members.reduce((sum, { size }) => sum + size, 0);
  const plan = { members, warnings: record.warnings, bytes, plaintextLength: record.plaintextLength };
  const identity = { name: record.name, created: new Date(record.startedAt) };
  const seal = ResumableSeal.resume(Buffer.from(record.head, 'base64'), fileKey, plan, identity);
  await folder.write({ ...record, owner: await thisProcess() });
  return new ResumableUpload(session, folder, record, seal);
}
