import { copyFile, constants as fsConstants, open, rm } from 'node:fs/promises';
import { asUserError } from '../../common/diskErrors.ts';
import { UserError } from '../../common/errors.ts';
import { MachineKey } from '../../crypto/machineKey.ts';
import { FileSource } from '../../crypto/open/fileSource.ts';
import { SecureFileStorage } from '../../crypto/SecureFileStorage.ts';
import { writePieces } from '../pipes/writePieces.ts';
import type { Session } from '../session.ts';
import type { SealedUpload } from './sealedUpload.ts';

/**
 * Gives an archive that lies sealed in the home another name, because its own is taken on the server. Its sources need not
 * be there any more. It is done to a copy, which the record names once it is whole, so that a kill leaves one of both.
 *
 * @throws {UserError} `disk-full`, `write-refused`; `transfer-unknown` where an earlier version of this program kept no key
 */
export async function renameSealed(
  session: Session,
  { folder, record }: SealedUpload,
  name: string,
): Promise<SealedUpload> {
  const { sealed } = record;
  const machineKey = new MachineKey(session.pool.credentials.privateKey);
  const fileKey = machineKey.open(Buffer.from(sealed.fileKey ?? '', 'base64'));
  if (!fileKey) throw new UserError('transfer-unknown', { id: folder.id });
  const [from, to] = [folder.file(sealed.file), sealed.file === 'archive' ? 'renamed' : 'archive'] as const;
  const path = folder.file(to);
  const size = await asUserError(path, async () => {
    await copyFile(from, path, fsConstants.COPYFILE_FICLONE);
    return writeTail(from, path, fileKey, name);
  }).finally(() => fileKey.fill(0));
  const renamed = { ...record, name, upload: null, sealed: { ...sealed, size, file: to } };
  await folder.write(renamed);
  // Where it stays, it goes with its folder.
  await rm(from, { force: true }).catch(() => {});
  return { folder, record: renamed };
}

/** @returns the new length of the file */
async function writeTail(from: string, path: string, fileKey: Buffer, name: string): Promise<number> {
  await using file = await open(path, 'r+');
  const source = await FileSource.open(from);
  try {
    let end = 0;
    const pieces = async function* () {
      for await (const piece of SecureFileStorage.sealUnderName(source, fileKey, name)) {
        end = piece.position + piece.bytes.length;
        yield piece;
      }
    };
    await writePieces(file, pieces());
    await file.truncate(end);
    await file.sync();
    return end;
  } finally {
    await source.close();
  }
}
