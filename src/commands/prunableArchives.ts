import type { Client } from '../client/client.ts';
import { deleteArchive } from '../client/manage.ts';
import type { Session } from '../client/session.ts';
import type { PrunableArchives } from '../schedule/retention/removeArchives.ts';

/** The archives of a session, for retention. */
export function prunableArchives(
  client: Client<Session>,
  session: Session,
  signal: AbortSignal,
): PrunableArchives {
  return {
    canDelete: session.capabilities.delete === true,
    list: async () => (await client.listFiles(session, signal)).map(({ name }) => name),
    delete: (name) => deleteArchive(session, name),
  };
}
