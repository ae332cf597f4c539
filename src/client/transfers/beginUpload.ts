import { thisProcess } from '../../common/processes.ts';
import { MachineKey } from '../../crypto/machineKey.ts';
import type { ArchivePlan } from '../../crypto/pack/layout.ts';
import type { SecureFileStorage } from '../../crypto/SecureFileStorage.ts';
import { ResumableSeal } from '../../crypto/seal/resumableSeal.ts';
import { areUnchanged } from '../../crypto/seal/resume.ts';
import { createTusUpload, type TusUpload } from '../../net/tus.ts';
import { withSessionId } from '../relogin.ts';
import type { Session } from '../session.ts';
import { readMembers, writeMembers } from './memberFile.ts';
import { TransferFolder, type UploadRecord } from './transferFolder.ts';
import { ResumableUpload } from './uploadRun.ts';

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

/** Announces a new upload, once what it takes to go on with it lies in the home. @throws {UserError} */
export async function beginUpload(
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
    await writeMembers(folder.file('members'), plan.members);
    const upload = await withSessionId(
      session,
      (id) => createTusUpload(pool, id, capabilities.tus?.path ?? '', { name, size: seal.size }, signal),
      signal,
    );
    const record = await recordOf(session, planned, seal, upload);
    await folder.write(record);
    return { upload: new ResumableUpload(session, folder, record, seal, 0), folder, record };
  } catch (error) {
    seal.close();
    await folder.remove();
    throw error;
  }
}

async function recordOf(
  session: Session,
  planned: PlannedUpload,
  seal: ResumableSeal,
  upload: TusUpload,
): Promise<UploadRecord> {
  const { plan } = planned;
  const machineKey = new MachineKey(session.pool.credentials.privateKey);
  return {
    kind: 'upload',
    ...(await uploadFacts(session, planned)),
    upload,
    size: seal.size,
    plaintextLength: plan.plaintextLength,
    warnings: [...plan.warnings],
    head: seal.head.toString('base64'),
    fileKey: machineKey.seal(seal.fileKey).toString('base64'),
  };
}

/** What the records of all uploads that begin here and now say. */
export async function uploadFacts(
  { host, port, username }: Session,
  { request, name, created }: Pick<PlannedUpload, 'request' | 'name' | 'created'>,
) {
  return {
    version: 1 as const,
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
  };
}

/** Null when the sources are no longer what they were, or the key was sealed by another machine. */
export async function reopenUpload(
  session: Session,
  folder: TransferFolder,
  record: UploadRecord,
): Promise<ResumableUpload | null> {
  const machineKey = new MachineKey(session.pool.credentials.privateKey);
  const fileKey = machineKey.open(Buffer.from(record.fileKey, 'base64'));
  const members = await readMembers(folder.file('members')).catch(() => null);
  if (!fileKey || !members || !(await areUnchanged(members))) return null;
  let bytes = 0;
  for (const { size } of members) bytes += size;
  const plan = { members, warnings: record.warnings, bytes, plaintextLength: record.plaintextLength };
  const identity = { name: record.name, created: new Date(record.startedAt) };
  const seal = ResumableSeal.resume(Buffer.from(record.head, 'base64'), fileKey, plan, identity);
  await folder.write({ ...record, owner: await thisProcess() });
  return new ResumableUpload(session, folder, record, seal);
}
