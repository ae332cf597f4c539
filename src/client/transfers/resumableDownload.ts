import { open } from 'node:fs/promises';
import { asUserError } from '../../common/diskErrors.ts';
import { UserError } from '../../common/errors.ts';
import { thisProcess } from '../../common/processes.ts';
import { requestRaw } from '../../net/rawArchive.ts';
import { isSameAccount } from '../account.ts';
import { countBytes } from '../countBytes.ts';
import { withSessionId } from '../relogin.ts';
import type { Session } from '../session.ts';
import type { DownloadOptions, DownloadResult } from '../types.ts';
import { ArchiveReplaced, receiveArchive } from './receiveArchive.ts';
import { type DownloadRecord, TransferFolder } from './transferFolder.ts';

const mostRestarts = 5;

/**
 * Receives an archive so that it can go on after anything, and restores it meanwhile. The sealed bytes that
 * arrived lie in the home until everything is restored; nothing of it is in the clear.
 *
 * @throws {UserError} of the connection, when trying again did not help: what arrived is kept then; of the
 *   archive and the local disk
 */
export async function downloadResumably(
  session: Session,
  name: string,
  options: DownloadOptions,
): Promise<DownloadResult> {
  for (let restarts = 0; ; restarts += 1) {
    const { folder, record, isResumed } = await findOrBegin(session, name, options);
    if (isResumed) options.onNotice?.('resumed');
    try {
      const result = await receiveAndRestore(session, folder, record, options);
      await folder.remove();
      return result;
    } catch (error) {
      if (isWorthKeeping(error)) throw error;
      await folder.remove();
      // What lay on disk may have suffered from a crash; the server has it whole.
      if (!(error instanceof ArchiveReplaced) && !(isResumed && isDamage(error))) throw error;
      // An archive that is never the same twice would be fetched for ever.
      if (restarts === mostRestarts) throw new UserError('archive-changed', { name }, { cause: error });
      options.onNotice?.('restarted-server-changed');
    }
  }
}

async function findOrBegin(
  session: Session,
  name: string,
  { destination, overwrite = 'never', only = [], signal }: DownloadOptions,
): Promise<{ folder: TransferFolder; record: DownloadRecord; isResumed: boolean }> {
  const { home, host, port, username, pool } = session;
  for (const { folder, record } of await TransferFolder.interrupted(home)) {
    const isSame =
      record.kind === 'download' &&
      record.name === name &&
      record.destination === destination &&
      isSameAccount(record, session);
    if (!isSame) continue;
    const owned = { ...record, overwrite, only: [...only], owner: await thisProcess() };
    await folder.write(owned);
    return { folder, record: owned, isResumed: true };
  }
  const first = await withSessionId(
    session,
    (id) => requestRaw(pool, id, name, { start: 0, end: 1 }, signal),
    signal,
  );
  await first.chunks.return?.();
  const folder = await TransferFolder.create(home);
  const record: DownloadRecord = {
    version: 1,
    kind: 'download',
    host,
    port,
    username,
    name,
    startedAt: new Date().toISOString(),
    owner: await thisProcess(),
    destination,
    overwrite,
    only: [...only],
    etag: first.etag,
    size: first.total,
  };
  await folder.write(record);
  return { folder, record, isResumed: false };
}

async function receiveAndRestore(
  session: Session,
  folder: TransferFolder,
  record: DownloadRecord,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const { destination, overwrite = 'never', only = [], legacy = false, setOwner = false, signal } = options;
  const path = folder.file('archive');
  const file = await asUserError(path, () => open(path, 'a+', 0o600));
  try {
    const chunks = countBytes(receiveArchive(session, record, file, options), (doneBytes) => {
      const stage = doneBytes === record.size ? 'restoring' : 'receiving';
      options.onProgress?.({ stage, doneBytes, totalBytes: record.size });
    });
    const restoring = {
      name: record.name,
      destination,
      overwrite,
      only,
      setOwner,
      renamed: 'refuse',
      stagingName: folder.id,
      ...(legacy ? { legacyPassword: session.password } : {}),
      ...(signal ? { signal } : {}),
    } as const;
    const report = await asUserError(path, () => session.keys.storage.restore(chunks, restoring));
    return { name: record.name, ...report };
  } finally {
    await asUserError(path, () => file.close());
  }
}

/** True for what leaves an archive that can be gone on with later. */
function isWorthKeeping(error: unknown): boolean {
  if (error instanceof ArchiveReplaced) return false;
  return !(error instanceof UserError) || error.exitCode === 3 || error.code === 'session-ended';
}

function isDamage(error: unknown): boolean {
  return (
    error instanceof UserError && (error.code === 'archive-damaged' || error.code === 'archive-truncated')
  );
}
