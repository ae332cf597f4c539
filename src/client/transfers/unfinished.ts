import { UserError } from '../../common/errors.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UnfinishedTransfer } from '../types.ts';
import { discardUpload, type UploadRequest } from './resumableUpload.ts';
import { isOwned, TransferFolder, type UploadRecord } from './transferFolder.ts';

/** The transfers of a home that were interrupted, the oldest first; those at work elsewhere are left out. */
export async function listUnfinished(home: string): Promise<UnfinishedTransfer[]> {
  const all = await TransferFolder.list(home);
  return all
    .filter(({ record }) => !isOwned(record))
    .map(({ folder, record }) => ({
      id: folder.id,
      kind: record.kind,
      name: record.name,
      host: record.host,
      port: record.port,
      username: record.username,
      startedAt: new Date(record.startedAt),
      size: record.size,
      ...(record.kind === 'upload'
        ? requestOf(record)
        : { paths: [], include: [], exclude: [], recipients: [] }),
      destination: record.kind === 'download' ? record.destination : undefined,
    }));
}

/**
 * Gives an interrupted transfer up; an upload on the server too.
 *
 * @throws {UserError} `transfer-unknown`
 */
export async function discardUnfinished(
  session: Session,
  id: string,
  options: TransferOptions = {},
): Promise<void> {
  const found = (await TransferFolder.list(session.home)).find(({ folder }) => folder.id === id);
  if (!found) throw new UserError('transfer-unknown', { id });
  const { folder, record } = found;
  if (record.kind === 'upload') await discardUpload(session, folder, record, options);
  else await folder.remove();
}

function requestOf({ paths, include, exclude, recipients }: UploadRecord): UploadRequest {
  return { paths, include, exclude, recipients };
}
