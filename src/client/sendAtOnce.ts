import { requestUpload } from '../net/api.ts';
import { countBytes } from './countBytes.ts';
import { isNameTaken } from './freeName.ts';
import { isOwnArchive } from './ownArchive.ts';
import { withSessionId } from './relogin.ts';
import type { Session } from './session.ts';
import type { TransferOptions } from './types.ts';

/** A sealed archive that can be read from its beginning, more than once. */
interface Sendable {
  readonly size: number;
  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Its first 32 bytes, where they are the same each time. */
  readonly begin?: Buffer;
}

/**
 * Sends an archive in one request: as bytes where the server takes them, else as base64 text. One that the server has
 * already, because an earlier answer was lost, has been sent.
 *
 * @throws {UserError} see `isNameTaken`, and those of the connection
 */
export async function sendAtOnce(
  session: Session,
  name: string,
  archive: Sendable,
  { signal, onProgress }: TransferOptions,
): Promise<void> {
  const { size, begin } = archive;
  const form = session.capabilities.raw ? 'bytes' : 'text';
  const send = withSessionId(
    session,
    (id) => {
      const chunks = countBytes(archive.chunks(), (doneBytes) => {
        onProgress?.({ stage: doneBytes === size ? 'confirming' : 'sending', doneBytes, totalBytes: size });
      });
      return requestUpload(session.pool, id, { nameField: name, size, chunks, form }, signal);
    },
    signal,
  );
  try {
    await send;
  } catch (error) {
    if (!begin || !isNameTaken(error) || !(await isOwnArchive(session, name, begin, signal))) throw error;
  }
}
