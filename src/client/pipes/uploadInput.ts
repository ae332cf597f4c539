import type { FileSource } from '../../crypto/open/fileSource.ts';
import { cleanLabel } from '../../crypto/pack/plan.ts';
import { requestUpload } from '../../net/api.ts';
import { nameArchive } from '../archiveName.ts';
import { countBytes } from '../countBytes.ts';
import { withSessionId } from '../relogin.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UploadResult } from '../types.ts';
import { type InputOptions, sealInput } from './sealInput.ts';
import { sendResumably } from './sendResumably.ts';
import { Spool } from './spool.ts';

/**
 * Seals what comes through a pipe, whose length nobody knows, and sends it. The sealed archive waits on the disk of
 * the home until all has come, because servers are told its length first.
 *
 * @param options `fileName` is the label where absent
 * @throws {UserError} as `sealInput`, `disk-full`, `write-refused`, and those of the connection; nothing is kept then
 */
export async function uploadInput(
  session: Session,
  input: AsyncIterable<Uint8Array>,
  options: TransferOptions &
    Omit<InputOptions, 'fileName'> & { readonly label: string; readonly fileName?: string | undefined },
): Promise<UploadResult> {
  const label = cleanLabel(options.label);
  const created = new Date();
  const name = nameArchive(label, created, (taken) => session.givenNames.has(taken));
  session.givenNames.add(name);
  const { storage } = session.keys;
  const spool = await Spool.create(session.home);
  try {
    const sealed = await sealInput(
      storage,
      input,
      { name, created },
      { ...options, fileName: options.fileName ?? label },
      (pieces) => spool.fill(pieces),
    );
    const archive = await spool.source();
    if (session.capabilities.tus) await sendResumably(session, name, archive, options);
    else await sendAtOnce(session, name, archive, options);
    return { mode: 'client', ...sealed };
  } finally {
    await spool.close();
  }
}

async function sendAtOnce(
  session: Session,
  name: string,
  archive: FileSource,
  { signal, onProgress }: TransferOptions,
): Promise<void> {
  const { size } = archive;
  const form = session.capabilities.raw ? 'bytes' : 'text';
  await withSessionId(
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
