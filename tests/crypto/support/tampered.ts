import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { UserError } from '../../../src/common/errors.ts';
import { type ContentName, restore, seal, type Way, workFolder } from './archives.ts';
import { noise } from './rawTar.ts';

const codes = [
  'not-an-archive',
  'archive-version-unknown',
  'archive-damaged',
  'archive-truncated',
  'passphrase-or-envelope-wrong',
  'key-derivation-too-costly',
];

/** One segment. */
export async function oneSegment(content: ContentName): Promise<Buffer> {
  const folder = await workFolder();
  await writeFile(join(folder, 'a'), 'small');
  return (await seal([join(folder, 'a')], content)).archive;
}

/** Three segments. */
export async function largerArchive(content: ContentName): Promise<Buffer> {
  const folder = await workFolder();
  await writeFile(join(folder, 'a'), noise(400_000));
  await writeFile(join(folder, 'b'), noise(200_000));
  return (await seal([folder], content)).archive;
}

/** Expects an error of the archive, and nothing in the destination. */
export async function expectRefused(
  archive: Buffer,
  destination: string,
  way: Way,
  what: string,
): Promise<string> {
  const outcome = await restore(archive, destination, way).then(
    () => 'restored',
    (error: unknown) => (error instanceof UserError ? error.code : String(error)),
  );
  if (!codes.includes(outcome)) expect.fail(`${what}: ${outcome}`);
  const left = readdirSync(destination);
  if (left.length > 0) expect.fail(`${what}: left ${left}`);
  return outcome;
}

/** A copy in which one bit is another. */
export function flipped(archive: Buffer, bit: number): Buffer {
  const copy = Buffer.from(archive);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}
