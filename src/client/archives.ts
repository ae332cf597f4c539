import { printable } from '../common/printable.ts';
import { requestList } from '../net/list.ts';
import { timeOfArchiveName } from './archiveName.ts';
import { withSessionId } from './relogin.ts';
import type { Session } from './session.ts';
import type { Archive } from './types.ts';

/** The archives on the server, newest first, those of unknown time last. @throws {UserError} */
export async function listFiles(session: Session, signal?: AbortSignal): Promise<Archive[]> {
  const isDetailed = (session.capabilities.list ?? 1) >= 2;
  const listed = await withSessionId(
    session,
    (id) => requestList(session.pool, id, { isDetailed, signal }),
    signal,
  );
  const archives = listed.map(({ name, uploadedAt, ...known }) => ({
    ...known,
    name: printable(name),
    uploadedAt: uploadedAt ?? timeOfArchiveName(name),
  }));
  return archives.sort(
    (one, other) =>
      (other.uploadedAt?.getTime() ?? 0) - (one.uploadedAt?.getTime() ?? 0) || compare(one.name, other.name),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
