import type { FileSource } from '../../crypto/open/fileSource.ts';
import type { SecureFileStorage } from '../../crypto/SecureFileStorage.ts';
import { Spool } from './spool.ts';
import { inOrder } from './writePieces.ts';

/**
 * Keeps an archive that arrives in chunks, sealed as it is, on the disk of a home while it is worked on: what is inside,
 * only its end tells.
 *
 * @throws {UserError} `disk-full`, `write-refused`; what the chunks and the work throw
 */
export async function withSpooled<Result>(
  home: string,
  storage: SecureFileStorage,
  { name, chunks }: { readonly name: string; readonly chunks: AsyncIterable<Uint8Array> },
  work: (archive: FileSource) => Promise<Result>,
): Promise<Result> {
  const spool = await Spool.create(home);
  try {
    await storage.receive(chunks, name, (archive) => spool.fill(inOrder(archive)));
    return await work(await spool.source());
  } finally {
    await spool.close();
  }
}
