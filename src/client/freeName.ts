import { isUserError } from '../common/errors.ts';
import { nextArchiveName } from './archiveName.ts';
import type { Session } from './session.ts';

/** So many archives of one label in one second there are not; whoever says so wants to keep us. */
const mostNames = 100;

/** True where the server says that it has an archive of that name, or is getting one. */
export function isNameTaken(error: unknown): boolean {
  return isUserError(error, 'server-answered') && 'status' in error.facts && error.facts.status === 412;
}

/**
 * Does `work` under a name, and under the next ones while the server says that they are taken: another machine, or another
 * process, may have chosen the same.
 *
 * @throws what `work` throws
 */
export async function underFreeName<Result>(
  session: Session,
  name: string,
  work: (name: string) => Promise<Result>,
): Promise<Result> {
  let current = name;
  for (let names = 1; ; names += 1) {
    try {
      return await work(current);
    } catch (error) {
      if (!isNameTaken(error) || names === mostNames) throw error;
      do current = nextArchiveName(current);
      while (session.givenNames.has(current));
      session.givenNames.add(current);
    }
  }
}
