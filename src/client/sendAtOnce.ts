import { requestUpload } from '../net/api.ts';
import { countBytes } from './countBytes.ts';
import { withSessionId } from './relogin.ts';
import type { Session } from './session.ts';
import type { TransferOptions } from './types.ts';

/** A sealed archive that can be read from its beginning, more than once. */
interface Sendable {
  readonly size: number;
  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * Sends an archive in one request: as bytes where the server takes them, else as base64 text.
 *
 * @throws {UserError} of the connection
 */
export function sendAtOnce(
  session: Session,
  name: string,
  archive: Sendable,
  { signal, onProgress }: TransferOptions,
): Promise<void> {
  const { size } = archive;
  const form = session.capabilities.raw ? 'bytes' : 'text';
  return withSessionId(
    session,
    (id) => {
      const chunks = countBytes(archive.chunks(), (doneBytes) => {
        onProgress?.({ stage: doneBytes === size ? 'confirming' : 'sending', doneBytes, totalBytes: size });
      });
      return requestUpload(session.pool, id, { nameField: name, size, chunks, form }, signal);
    },
    signal,
  );
}
