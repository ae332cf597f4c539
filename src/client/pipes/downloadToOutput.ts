import { receive } from '../download.ts';
import type { Session } from '../session.ts';
import type { TransferOptions } from '../types.ts';
import { type WriteOutput, writeOneFile } from './oneFile.ts';
import { withSpooled } from './spooled.ts';
import { SteadySource } from './steadySource.ts';

/**
 * Hands out the content of the one file of an archive that is wanted; nothing of it ever lies on a disk. From a server
 * that sends only whole archives, the sealed one waits on the disk of the home until all has come.
 *
 * @throws {UserError} `archive-not-found`, `path-not-in-archive`, `several-files`, `file-cut-short`, those of the
 *   archive, of the connection, and what `write` throws
 */
export async function downloadToOutput(
  session: Session,
  name: string,
  options: TransferOptions & { readonly only: readonly string[] },
  write: WriteOutput,
): Promise<void> {
  const { storage } = session.keys;
  const wanted = { ...options, name, renamed: 'refuse' } as const;
  if (!session.readsInPart) {
    const chunks = await receive(session, name, options);
    return withSpooled(session.home, storage, { name, chunks }, (archive) =>
      writeOneFile(storage, archive, wanted, write),
    );
  }
  const archive = await SteadySource.open(session, name, options);
  try {
    await writeOneFile(storage, archive, wanted, write);
  } finally {
    await archive.close();
  }
}
