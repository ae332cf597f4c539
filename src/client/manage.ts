import { UserError } from '../common/errors.ts';
import { rewrapSource } from '../crypto/rewrap.ts';
import { requestDelete, requestRewrap } from '../net/rawArchive.ts';
import { type KeyOptions, loadKeys } from './keys.ts';
import { RangeSource } from './rangeSource.ts';
import { withSessionId } from './relogin.ts';
import type { Session } from './session.ts';

/** Removes an archive from the server. @throws {UserError} `archive-not-found`, `server-cannot` */
export async function deleteArchive(session: Session, name: string, signal?: AbortSignal): Promise<void> {
  if (!session.capabilities.delete) throw new UserError('server-cannot', { what: 'delete' });
  await withSessionId(session, (id) => requestDelete(session.pool, id, name, signal), signal);
}

/**
 * Changes who can open an archive on the server, by replacing its envelope alone.
 *
 * @throws {UserError} `archive-not-found`, `archive-changed`, `server-cannot`, and those of opening it
 */
export async function rewrapArchive(session: Session, name: string, next: KeyOptions): Promise<void> {
  const { rewrap, raw, range } = session.capabilities;
  if (!rewrap || !raw || !range) throw new UserError('server-cannot', { what: 'rewrap' });
  const keys = await loadKeys(next);
  try {
    const source = await RangeSource.open(session, name);
    const envelope = await rewrapSource(source, session.keys.identities, keys.recipients, name);
    await withSessionId(session, (id) => requestRewrap(session.pool, id, name, source.etag, envelope));
  } finally {
    await keys.destroy();
  }
}
