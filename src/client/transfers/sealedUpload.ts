import { type FileHandle, open } from 'node:fs/promises';
import { asUserError } from '../../common/diskErrors.ts';
import { thisProcess } from '../../common/processes.ts';
import { MachineKey } from '../../crypto/machineKey.ts';
import { FileSource } from '../../crypto/open/fileSource.ts';
import type { SealReport } from '../../crypto/SecureFileStorage.ts';
import { underFreeName } from '../freeName.ts';
import { telltaleLength } from '../ownArchive.ts';
import { sendAtOnce } from '../sendAtOnce.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UploadResult } from '../types.ts';
import { type PlannedUpload, uploadFacts } from './beginUpload.ts';
import { renameSealed } from './renameSealed.ts';
import { sendResumably } from './sendResumably.ts';
import { TransferFolder, type WholeUploadRecord } from './transferFolder.ts';

/** An upload whose archive lies in the home, sealed and whole, until the server has all of it. */
export interface SealedUpload {
  readonly folder: TransferFolder;
  readonly record: WholeUploadRecord;
}

/** What a new upload is. */
type NewUpload = Pick<PlannedUpload, 'request' | 'name' | 'created'>;

/**
 * Has an archive sealed into the folder of a new transfer. Nothing is left of one that does not become whole; where the
 * process is killed meanwhile, the next one removes it.
 *
 * @param seal writes the archive, and tells its key and what it holds
 * @throws {UserError} `disk-full`, `write-refused`; whatever `seal` throws
 */
export async function sealIntoHome(
  session: Session,
  upload: NewUpload,
  seal: (file: FileHandle, folder: TransferFolder, onKey: (fileKey: Buffer) => void) => Promise<SealReport>,
): Promise<SealedUpload> {
  const folder = await TransferFolder.create(session.home);
  try {
    const facts = await uploadFacts(session, upload);
    const begun = { kind: 'sealed-upload', ...facts, upload: null, sealed: null } as const;
    await folder.write(begun);
    const path = folder.file('archive');
    const sealed = await asUserError(path, async () => {
      const file = await open(path, 'wx', 0o600);
      try {
        let fileKey: string | undefined;
        const { entries, bytes, warnings } = await seal(file, folder, (key) => {
          fileKey = new MachineKey(session.pool.credentials.privateKey).seal(key).toString('base64');
        });
        await file.sync();
        const { size } = await file.stat();
        return { entries, bytes, warnings: [...warnings], size, file: 'archive' as const, fileKey };
      } finally {
        await file.close();
      }
    });
    const record = { ...begun, sealed };
    await folder.write(record);
    return { folder, record };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/**
 * Sends the archive to its end, under the next name where its own is taken. It stays in the home where that fails, to be
 * gone on with.
 *
 * @throws {UserError} of the connection, when trying again did not help
 */
export function sendSealed(
  session: Session,
  upload: SealedUpload,
  options: TransferOptions,
): Promise<UploadResult> {
  let current = upload;
  return underFreeName(session, upload.record.name, async (name) => {
    if (name !== current.record.name) current = await renameSealed(session, current, name);
    return sendOnce(session, current, options);
  });
}

async function sendOnce(
  session: Session,
  upload: SealedUpload,
  options: TransferOptions,
): Promise<UploadResult> {
  const { folder, record } = upload;
  const archive = await FileSource.open(folder.file(record.sealed.file));
  try {
    if (session.capabilities.tus) await sendResumably(session, upload, archive, options);
    else {
      const begin = await archive.read(0, telltaleLength);
      const { size } = archive;
      await sendAtOnce(session, record.name, { size, chunks: () => archive.chunks(), begin }, options);
    }
  } finally {
    await archive.close();
  }
  await folder.remove();
  const { size: sealedBytes, entries, bytes, warnings } = record.sealed;
  return { mode: 'client', name: record.name, sealedBytes, entries, bytes, warnings };
}

/** Goes on with one that another process, or an earlier attempt, left. @throws {UserError} as `sendSealed` */
export async function resumeSealed(
  session: Session,
  { folder, record }: SealedUpload,
  options: TransferOptions,
): Promise<UploadResult> {
  const owned = { ...record, owner: await thisProcess() };
  await folder.write(owned);
  return sendSealed(session, { folder, record: owned }, options);
}
