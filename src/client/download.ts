import { requestDownload } from '../net/api.ts';
import { levelOf } from '../net/fileName.ts';
import { requestRaw } from '../net/rawArchive.ts';
import { contentsOf } from './contents.ts';
import { countBytes } from './countBytes.ts';
import { RangeSource } from './rangeSource.ts';
import { withSessionId } from './relogin.ts';
import { reportRestored } from './reportRestored.ts';
import type { Session } from './session.ts';
import { downloadResumably } from './transfers/resumableDownload.ts';
import type {
  ArchiveContents,
  DownloadOptions,
  DownloadResult,
  TransferOptions,
  VerifyResult,
} from './types.ts';

/**
 * Receives an archive, opens it, and restores it while it arrives; of one that is wanted in part, only the
 * segments that hold it, where the server can. Nothing is put in place before all of it is
 * authenticated and known to be the archive that was asked for.
 *
 * @throws {UserError} `archive-not-found`, those of the archive, of the local disk and of the connection; the
 *   reason of an aborted signal
 */
export async function downloadAndDecryptFile(
  session: Session,
  name: string,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const { readsInPart } = session;
  const { destination, overwrite = 'never', only = [], legacy = false, setOwner = false, signal } = options;
  if (readsInPart && only.length === 0) return downloadResumably(session, name, options);
  const restore = {
    name,
    destination,
    overwrite,
    only,
    setOwner,
    renamed: 'refuse',
    ...(signal ? { signal } : {}),
  } as const;
  const { storage } = session.keys;
  const report =
    readsInPart && !legacy
      ? await storage.restoreFrom(await RangeSource.open(session, name, signal), {
          ...restore,
          onProgress: reportRestored(options),
        })
      : await storage.restore(await receive(session, name, options), {
          ...restore,
          ...(legacy ? { legacyPassword: session.password } : {}),
        });
  return { name, ...report };
}

/** What is inside an archive on the server; where it can, only the segments that tell are asked for. @throws {UserError} */
export async function showArchive(
  session: Session,
  name: string,
  options: TransferOptions = {},
): Promise<ArchiveContents> {
  const { storage } = session.keys;
  if (!session.readsInPart)
    return contentsOf(await storage.listStream(await receive(session, name, options), name));
  return contentsOf(await storage.list(await RangeSource.open(session, name, options.signal), name));
}

/** Receives and authenticates every byte of an archive, restores nothing. @throws {UserError} */
export async function verifyArchive(
  session: Session,
  name: string,
  options: TransferOptions = {},
): Promise<VerifyResult> {
  const chunks = await receive(session, name, options);
  return session.keys.storage.verify(chunks, name, options.signal);
}

/** All of an archive, as the server sends it. @throws {UserError} `archive-not-found`, those of the connection */
export async function receive(
  session: Session,
  name: string,
  { signal, onProgress }: TransferOptions,
): Promise<AsyncGenerator<Buffer, void, void>> {
  const { pool, capabilities } = session;
  const received = await withSessionId(
    session,
    async (id): Promise<{ chunks: AsyncIterable<Buffer>; size: number | null }> => {
      if (!capabilities.raw) return requestDownload(pool, id, name, levelOf(capabilities), signal);
      const { chunks, total } = await requestRaw(pool, id, name, undefined, signal);
      return { chunks, size: total };
    },
    signal,
  );
  return countBytes(received.chunks, (doneBytes) => {
    onProgress?.({ stage: 'receiving', doneBytes, totalBytes: received.size });
  });
}
