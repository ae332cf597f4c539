import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, writeFileAtomically } from '../common/atomicFile.ts';
import { envelopeHeadLength, envelopeLength, openEnvelope, rewrapEnvelope } from './envelope/envelope.ts';
import type { Identity, Recipient } from './envelope/slot.ts';
import { FileSource } from './open/fileSource.ts';
import type { SealedSource } from './open/randomAccess.ts';

/**
 * The envelope of an archive for other recipients, as long as the one it replaces.
 *
 * @throws {UserError} as `openSegments`; `recipients-too-many`
 */
export async function rewrapSource(
  source: SealedSource,
  identities: readonly Identity[],
  recipients: readonly Recipient[],
  name: string,
): Promise<Buffer> {
  const head = await source.read(0, envelopeHeadLength);
  const envelope = await source.read(0, envelopeLength(head, name));
  const { fileKey } = await openEnvelope(envelope, identities, name);
  try {
    return await rewrapEnvelope(envelope, fileKey, recipients);
  } finally {
    fileKey.fill(0);
  }
}

/**
 * Changes who can open an archive in a file, by rewriting its envelope alone. The old envelope waits beside
 * it until the new one is safely written, so that a power cut in between loses nothing.
 *
 * @throws {UserError} as `rewrapSource`
 */
export async function rewrapFile(
  path: string,
  identities: readonly Identity[],
  recipients: readonly Recipient[],
): Promise<void> {
  const source = await FileSource.open(path);
  const backup = `${path}.envelope`;
  try {
    const envelope = await rewrapSource(source, identities, recipients, path);
    await writeFileAtomically(backup, await source.read(0, envelope.length));
    const file = await open(path, 'r+');
    try {
      await file.write(envelope, 0, envelope.length, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await rm(backup);
    await syncFolder(dirname(path));
  } finally {
    await source.close();
  }
}
