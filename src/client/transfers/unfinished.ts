import { stat } from 'node:fs/promises';
import { UserError } from '../../common/errors.ts';
import { removeStaging } from '../../crypto/restore/abandoned.ts';
import { type TusUpload, tusOffset } from '../../net/tus.ts';
import { isSameAccount } from '../account.ts';
import { withSessionId } from '../relogin.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UnfinishedTransfer } from '../types.ts';
import { discardUpload } from './discardUpload.ts';
import { type InterruptedRecord, TransferFolder } from './transferFolder.ts';

/** The transfers of a home that were interrupted, the oldest first; those at work elsewhere are left out. */
export async function listUnfinished(home: string): Promise<UnfinishedTransfer[]> {
  const all = await TransferFolder.interrupted(home);
  return Promise.all(all.map(({ folder, record }) => describe(folder, record)));
}

/** Those of one account on one server; of uploads, the server tells how far they came. */
export async function unfinishedOf(session: Session, signal?: AbortSignal): Promise<UnfinishedTransfer[]> {
  const all = await TransferFolder.interrupted(session.home);
  const own = all.filter(({ record }) => isSameAccount(record, session));
  return Promise.all(
    own.map(async ({ folder, record }) => {
      const described = await describe(folder, record);
      if (record.kind === 'download') return described;
      return { ...described, doneBytes: await sentBytes(session, record.upload, signal) };
    }),
  );
}

/**
 * Gives an interrupted transfer up; an upload on the server too.
 *
 * @throws {UserError} `transfer-unknown`
 */
export async function discardTransfer(
  session: Session,
  id: string,
  options: TransferOptions = {},
): Promise<void> {
  const found = (await TransferFolder.interrupted(session.home)).find(({ folder }) => folder.id === id);
  if (!found) throw new UserError('transfer-unknown', { id });
  const { folder, record } = found;
  if (record.kind === 'download') {
    // What was restored before the interruption lies there in the clear.
    await removeStaging(record.destination, folder.id);
    await folder.remove();
  } else await discardUpload(session, { folder, record }, options);
}

async function describe(folder: TransferFolder, record: InterruptedRecord): Promise<UnfinishedTransfer> {
  const { name, host, port, username, startedAt } = record;
  const common = { id: folder.id, name, host, port, username, startedAt: new Date(startedAt) };
  if (record.kind !== 'download') {
    const { paths, include, exclude, recipients } = record;
    const size = record.kind === 'upload' ? record.size : record.sealed.size;
    return { ...common, kind: 'upload', size, doneBytes: null, paths, include, exclude, recipients };
  }
  const { destination, overwrite, size } = record;
  const nothing = { paths: [], include: [], exclude: [], recipients: [] };
  return {
    ...common,
    kind: 'download',
    size,
    ...nothing,
    doneBytes: await receivedBytes(folder),
    destination,
    overwrite,
  };
}

async function receivedBytes(folder: TransferFolder): Promise<number> {
  try {
    return (await stat(folder.file('archive'))).size;
  } catch {
    // Nothing has arrived yet.
    return 0;
  }
}

/** Null where the server does not tell: it only serves to show how far an upload came. */
async function sentBytes(
  session: Session,
  upload: string | null,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  if (upload === null) return 0;
  try {
    const ask = (id: Session['access']['sessionId']) =>
      tusOffset(session.pool, id, upload as TusUpload, signal);
    return await withSessionId(session, ask, signal);
  } catch {
    return null;
  }
}
