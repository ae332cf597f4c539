import { cleanLabel } from '../../crypto/pack/plan.ts';
import { isSameAccount } from '../account.ts';
import { labelOfArchiveName, nameArchive } from '../archiveName.ts';
import type { Session } from '../session.ts';
import { discardUpload } from '../transfers/discardUpload.ts';
import { type SealedUpload, sealIntoHome, sendSealed } from '../transfers/sealedUpload.ts';
import { TransferFolder } from '../transfers/transferFolder.ts';
import type { TransferOptions, UploadResult } from '../types.ts';
import { type InputOptions, sealInput } from './sealInput.ts';
import { writePieces } from './writePieces.ts';

/**
 * Seals what comes through a pipe, whose length nobody knows, and sends it. The sealed archive waits in the home until
 * all has come, because servers are told its length first; and where it cannot be sent, to be gone on with, until
 * something else of the same label comes.
 *
 * @param options `fileName` is the label where absent
 * @throws {UserError} as `sealInput`, `disk-full`, `write-refused`, and those of the connection
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
  const { storage, named: recipients } = session.keys;
  const before = await unsentOf(session, label);
  const request = { paths: [], include: [], exclude: [], recipients };
  const upload = await sealIntoHome(session, { request, name, created }, (file, _folder, onKey) =>
    sealInput(
      storage,
      input,
      { name, created, onKey },
      { ...options, fileName: options.fileName ?? label },
      (pieces) => writePieces(file, pieces),
    ),
  );
  for (const superseded of before) await discardUpload(session, superseded, options);
  try {
    return await sendSealed(session, upload, options);
  } catch (error) {
    options.onNotice?.('input-kept');
    throw error;
  }
}

/** What came through a pipe under the same label, and was not sent. */
async function unsentOf(session: Session, label: string): Promise<SealedUpload[]> {
  const unsent: SealedUpload[] = [];
  for (const { folder, record } of await TransferFolder.interrupted(session.home)) {
    if (record.kind !== 'sealed-upload' || record.paths.length > 0) continue;
    if (!isSameAccount(record, session) || labelOfArchiveName(record.name) !== label) continue;
    unsent.push({ folder, record });
  }
  return unsent;
}
