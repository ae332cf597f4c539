import type { Session } from '../client/session.ts';

/** The name of the archive that is meant. @throws {UserError} `archive-not-found`, `archive-ambiguous` */
export async function chosenArchive(session: Session, wanted: string, signal: AbortSignal): Promise<string> {
  const [name = wanted] = await chosenArchives(session, [wanted], signal);
  return name;
}

/** As `chosenArchive`, for several; the server is asked at most once. */
export async function chosenArchives(
  session: Session,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const { chooseArchives } = await import('../client/archiveChoice.ts');
  return chooseArchives(session, wanted, signal);
}
