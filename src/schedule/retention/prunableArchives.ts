import type { Client, SessionInfo } from '../../client/client.ts';
import type { PrunableArchives } from './removeArchives.ts';

/** The archives of a session, for retention. */
export function prunableArchives<Session extends SessionInfo>(
  client: Pick<Client<Session>, 'listFiles' | 'deleteArchive'>,
  session: Session,
  signal: AbortSignal,
): PrunableArchives {
  return {
    canDelete: session.abilities.deletes,
    list: async () => (await client.listFiles(session, signal)).map(({ name }) => name),
    delete: (name) => client.deleteArchive(session, name, signal),
  };
}
