import { UserError } from '../common/errors.ts';
import { labelOfArchiveName } from './archiveName.ts';
import { listFiles } from './archives.ts';
import type { Session } from './session.ts';

const newestOf = 'latest:';

/**
 * The archives that are meant by what somebody typed: a whole name, the beginning of one name alone, or
 * `latest:LABEL`. A name that ends as all of ours do is taken as it is, without asking the server.
 *
 * @throws {UserError} `archive-not-found`, `archive-ambiguous`, and those of the connection
 */
export async function chooseArchives(
  session: Session,
  wanted: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  if (wanted.every((name) => name.endsWith('.enc'))) return [...wanted];
  const names = (await listFiles(session, signal)).map(({ name }) => name);
  return wanted.map((name) => chooseArchive(names, name));
}

/** @param names newest first */
export function chooseArchive(names: readonly string[], wanted: string): string {
  if (names.includes(wanted)) return wanted;
  if (wanted.startsWith(newestOf)) {
    const newest = names.find((name) => labelOfArchiveName(name) === wanted.slice(newestOf.length));
    if (newest !== undefined) return newest;
  }
  const [first, ...others] = names.filter((name) => name.startsWith(wanted));
  if (first === undefined || wanted === '') throw new UserError('archive-not-found', { name: wanted });
  if (others.length > 0) throw new UserError('archive-ambiguous', { wanted, names: [first, ...others] });
  return first;
}
