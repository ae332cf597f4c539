import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, writeFileAtomically } from '../common/atomicFile.ts';
import { asUserError } from '../common/diskErrors.ts';
import { isUserError } from '../common/errors.ts';
import { fileExists } from '../common/fileExists.ts';
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
 * it until the new one is safely written: after a power cut in between, the same change asked for again goes on from it.
 *
 * @throws {UserError} as `rewrapSource`; `disk-full`, `write-refused`: it is as it was then
 */
export async function rewrapFile(
  path: string,
  identities: readonly Identity[],
  recipients: readonly Recipient[],
): Promise<void> {
  const backup = `${path}.envelope`;
  const { before, after } = await envelopesOf(path, backup, identities, recipients);
  await asUserError(path, async () => {
    try {
      await writeFileAtomically(backup, before);
      await overwriteStart(path, after);
      await rm(backup);
    } catch (error) {
      // Where this fails too, the old envelope stays where it waits.
      await overwriteStart(path, before).then(
        () => rm(backup, { force: true }),
        () => {},
      );
      throw error;
    }
    await syncFolder(dirname(path));
  });
}

/** The envelope of a file, whole, and the one that takes its place. */
async function envelopesOf(
  path: string,
  backup: string,
  identities: readonly Identity[],
  recipients: readonly Recipient[],
): Promise<{ before: Buffer; after: Buffer }> {
  const rewrap = (source: SealedSource) => rewrapSource(source, identities, recipients, path);
  return withFile(path, async (source) => {
    try {
      const after = await rewrap(source);
      return { before: await source.read(0, after.length), after };
    } catch (error) {
      if (!isUserError(error, 'passphrase-or-envelope-wrong')) throw error;
      // A change that was cut off may have left half an envelope.
      const head = await source.read(0, envelopeHeadLength);
      if (!(await fileExists(backup))) throw error;
      return withFile(backup, async (whole) => {
        if (!(await whole.read(0, envelopeHeadLength)).equals(head)) throw error;
        const after = await rewrap(whole);
        return { before: await whole.read(0, after.length), after };
      });
    }
  });
}

async function withFile<Result>(
  path: string,
  work: (source: FileSource) => Promise<Result>,
): Promise<Result> {
  const source = await FileSource.open(path);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

async function overwriteStart(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  try {
    for (let written = 0; written < bytes.length; ) {
      written += (await file.write(bytes, written, bytes.length - written, written)).bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
