import { statfs } from 'node:fs/promises';
import { isUserError } from '../../common/errors.ts';
import { compressedPart } from '../../crypto/pack/compressibility.ts';
import { countBytes } from '../countBytes.ts';
import { inOrder, writePieces } from '../pipes/writePieces.ts';
import type { Session } from '../session.ts';
import type { UploadOptions, UploadResult } from '../types.ts';
import type { PlannedUpload } from './beginUpload.ts';
import { writeMembers } from './memberFile.ts';
import { type SealedUpload, sealIntoHome, sendSealed } from './sealedUpload.ts';

/** Compression must save at least a tenth, as it costs the disk of the home so much room. */
const worthwhile = 0.9;
/** What is left free on that disk; a tenth of a small one. */
const reserveBytes = 1024 ** 3;

/** The disk of the home has no room for the archive. */
class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/**
 * Seals what was planned into the home, compressed, and sends it from there: servers are told the length first.
 *
 * @returns null where that would not pay, is not wanted, or has no room; nothing is left of it then
 * @throws {UserError} as `sendSealed`, `write-refused`; the reason of an aborted signal
 */
export async function uploadCompressed(
  session: Session,
  planned: PlannedUpload,
  options: UploadOptions,
): Promise<UploadResult | null> {
  const { compress = session.compress, signal, onNotice } = options;
  if (compress === 'never') return null;
  const part = await compressedPart(planned.plan, signal);
  if (compress === 'auto' && part > worthwhile) return null;
  const sealed = await sealWhereThereIsRoom(session, planned, part, options);
  if (sealed) return sendNew(session, sealed, options);
  if (compress === 'always') onNotice?.('no-room-to-compress');
  return null;
}

/** @param part of the bytes that is expected to remain */
async function sealWhereThereIsRoom(
  session: Session,
  planned: PlannedUpload,
  part: number,
  { signal, onProgress }: UploadOptions,
): Promise<SealedUpload | null> {
  const { storage, plan, name, created } = planned;
  try {
    return await sealIntoHome(session, planned, async (file, folder, onKey) => {
      const room = await roomIn(folder.path);
      if (part * plan.plaintextLength > room) throw new NoRoom('as it is expected to be');
      // What tells later whether it is still an archive of what was asked for.
      await writeMembers(folder.file('members'), plan.members);
      const identity = { name, created, onKey, ...(signal ? { signal } : {}) };
      const { chunks, report, packedBytes, reuse } = storage.sealCompressed(plan, identity);
      const counted = countBytes(chunks, (sealedBytes) => {
        if (sealedBytes > room) throw new NoRoom('more than was expected');
        onProgress?.({ stage: 'compressing', doneBytes: packedBytes(), totalBytes: plan.plaintextLength });
      });
      await writePieces(file, inOrder(counted), reuse);
      return report();
    });
  } catch (error) {
    if (error instanceof NoRoom || isUserError(error, 'disk-full')) return null;
    throw error;
  }
}

/** Bytes that may be written to the disk of a folder. */
async function roomIn(folder: string): Promise<number> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return bavail * bsize - Math.min(reserveBytes, (blocks * bsize) / 10);
}

/** What the server never heard of is not kept: it is sealed again as easily. */
async function sendNew(
  session: Session,
  upload: SealedUpload,
  options: UploadOptions,
): Promise<UploadResult> {
  try {
    return await sendSealed(session, upload, options);
  } catch (error) {
    const record = await upload.folder.read();
    if (record?.kind === 'sealed-upload' && record.upload === null) await upload.folder.remove();
    throw error;
  }
}
