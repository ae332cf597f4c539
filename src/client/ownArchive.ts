import { ByteReader } from '../common/byteReader.ts';
import { isUserError } from '../common/errors.ts';
import { requestRaw } from '../net/rawArchive.ts';
import { withSessionId } from './relogin.ts';
import type { Session } from './session.ts';

/** With so many bytes an archive begins that no other has: they hold its random id. */
export const telltaleLength = 32;

/**
 * True where the archive of that name on the server begins as ours does: it was stored, and only the answer was lost.
 *
 * @throws {UserError} of the connection
 */
export async function isOwnArchive(
  session: Session,
  name: string,
  begin: Buffer,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { raw, range } = session.capabilities;
  if (!raw) return false;
  const wanted = range ? { start: 0, end: begin.length } : undefined;
  try {
    const ask = (id: Session['access']['sessionId']) => requestRaw(session.pool, id, name, wanted, signal);
    const reader = new ByteReader((await withSessionId(session, ask, signal)).chunks);
    try {
      return (await reader.read(begin.length)).equals(begin);
    } finally {
      await reader.close();
    }
  } catch (error) {
    // It is still being uploaded, or it is empty.
    const isEmpty =
      isUserError(error, 'server-answered') && 'status' in error.facts && error.facts.status === 416;
    if (isEmpty || isUserError(error, 'archive-not-found')) return false;
    throw error;
  }
}
