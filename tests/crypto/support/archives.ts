import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { X25519Identity } from '../../../src/crypto/envelope/x25519.ts';
import type { SealedSource } from '../../../src/crypto/open/randomAccess.ts';
import type { RestoreReport } from '../../../src/crypto/restore/restoration.ts';
import type { RestoreOptions } from '../../../src/crypto/restore/restore.ts';
import { type SealReport, SecureFileStorage } from '../../../src/crypto/SecureFileStorage.ts';
import { snapshot, type Tree } from '../../support/tree.ts';

/** A key that costs nothing to use, unlike a passphrase. */
export const identity = X25519Identity.generate();
export const storage = new SecureFileStorage([identity.recipient], [identity]);

export const contents = ['tar', 'zstd'] as const;
export type ContentName = (typeof contents)[number];

export const archiveName = 'test.enc';
export const created = new Date('2026-11-22T12:00:00Z');

/** An empty folder that is gone after the test. */
export async function workFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'archive-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface Sealed {
  readonly archive: Buffer;
  readonly report: SealReport;
}

/** Seals paths with any keys. */
export async function seal(
  paths: readonly string[],
  content: ContentName,
  keys: SecureFileStorage = storage,
): Promise<Sealed> {
  const plan = await keys.plan(paths);
  const options = { name: archiveName, created };
  const sealed = content === 'tar' ? keys.seal(plan, options) : keys.sealCompressed(plan, options);
  const archive = await collect(sealed.chunks);
  return { archive, report: sealed.report() };
}

/** Seals bytes as they come through a pipe, as the file `dump.sql`, and puts the pieces where they belong. */
export async function sealPiped(content: Buffer, keys: SecureFileStorage = storage): Promise<Sealed> {
  const options = { name: archiveName, created };
  const sealed = keys.sealPiped(chunksOf(content, 70_001), 'dump.sql', options);
  const pieces: { position: number; bytes: Buffer }[] = [];
  for await (const piece of sealed.pieces) pieces.push(piece);
  const archive = Buffer.alloc(Math.max(...pieces.map(({ position, bytes }) => position + bytes.length)));
  for (const { position, bytes } of pieces) bytes.copy(archive, position);
  return { archive, report: sealed.report() };
}

/** All bytes of a stream. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  // A copy, as some chunks are overwritten by the next.
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

/** An archive as it arrives from somewhere, in pieces of any length. */
export async function* chunksOf(archive: Buffer, length = 100_000): AsyncGenerator<Buffer, void, void> {
  for (let offset = 0; offset < archive.length; offset += length) {
    yield archive.subarray(offset, offset + length);
  }
}

/** An archive that can be read anywhere. */
export function sourceOf(archive: Buffer): SealedSource {
  return {
    size: archive.length,
    read: async (position, length) => archive.subarray(position, Math.min(position + length, archive.length)),
  };
}

/** The two ways to restore. */
export const ways = ['as a stream', 'with random access'] as const;
export type Way = (typeof ways)[number];

export function restore(
  archive: Buffer,
  destination: string,
  way: Way,
  options: Partial<RestoreOptions> = {},
): Promise<RestoreReport> {
  const all: RestoreOptions = {
    name: archiveName,
    destination,
    overwrite: 'never',
    renamed: 'refuse',
    ...options,
  };
  return way === 'as a stream'
    ? storage.restore(chunksOf(archive), all)
    : storage.restoreFrom(sourceOf(archive), all);
}

/** Expects two folders to hold the same; times to the microsecond that a tar keeps. */
export async function expectSameTree(actual: string, expected: string): Promise<void> {
  const [found, wanted] = [await snapshot(actual), await snapshot(expected)];
  const whatOf = (tree: Tree) =>
    Object.entries(tree).map(([path, { what }]) => `${path.slice(-100)}: ${what}`);
  expect(whatOf(found)).toEqual(whatOf(wanted));
  for (const [path, { mtimeMs }] of Object.entries(wanted)) {
    expect(Math.abs((found[path]?.mtimeMs ?? 0) - mtimeMs), path.slice(-100)).toBeLessThan(0.002);
  }
}
