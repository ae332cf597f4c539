import {
  appendFile,
  link,
  mkdir,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ArchivePlan } from '../../src/crypto/pack/layout.ts';
import { SegmentBuffer } from '../../src/crypto/pack/segmentBuffer.ts';
import { TarPacker } from '../../src/crypto/pack/tarPacker.ts';
import { ResumableSeal } from '../../src/crypto/seal/resumableSeal.ts';
import { readSegmentMark, segmentAt, segmentMark } from '../../src/crypto/seal/resume.ts';
import {
  archiveName,
  chunksOf,
  collect,
  created,
  expectSameTree,
  restore,
  storage,
  workFolder,
} from './support/archives.ts';
import { noise } from './support/rawTar.ts';

const identity = { name: archiveName, created };
const segment = 262_144;
const head = 2048 + 74;

/** What an interrupted upload leaves: what the server has, and what the journal knows. */
interface Interrupted {
  readonly root: string;
  readonly plan: ArchivePlan;
  readonly seal: ResumableSeal;
  /** All that was sealed, of which the server may have got any part. */
  readonly sent: Buffer;
  readonly marks: readonly Buffer[];
}

/** Files small and large: `a` is in segment 0, `b` in 0 to 3, `c` and what follows behind. */
async function interrupted(): Promise<Interrupted> {
  const root = join(await workFolder(), 's');
  await mkdir(join(root, 'd'), { recursive: true });
  await writeFile(join(root, 'a'), noise(1000));
  await writeFile(join(root, 'b'), noise(3 * segment));
  await writeFile(join(root, 'c'), noise(segment));
  await writeFile(join(root, 'd', 'last'), noise(1000));
  await link(join(root, 'a'), join(root, 'd', 'link'));
  await symlink('a', join(root, 'z'));
  const plan = await storage.plan([root]);
  const seal = await storage.beginResumable(plan, identity);
  const sealed: Buffer[] = [];
  for await (const one of seal.segments({ segmentNumber: 0, plaintextPosition: 0 }, undefined, undefined)) {
    sealed.push(one);
  }
  expect(seal.head.length + sealed.reduce((sum, { length }) => sum + length, 0)).toBe(seal.size);
  return { root, plan, seal, sent: Buffer.concat([seal.head, ...sealed]), marks: sealed.map(segmentMark) };
}

/** Goes on at an offset, in another process; gives the whole archive as the server has it then. */
async function resumeAt(offset: number, { plan, seal, sent, marks }: Interrupted): Promise<Buffer> {
  const place = segmentAt(offset);
  if (!place) throw new RangeError('in the head');
  const again = ResumableSeal.resume(seal.head, Buffer.from(seal.fileKey), plan, identity);
  const begun = offset - place.position;
  const mark = begun > 0 ? readSegmentMark(marks[place.segmentNumber] as Buffer) : undefined;
  const rest = await collect(again.segments(place, mark, undefined));
  return Buffer.concat([sent.subarray(0, offset), rest.subarray(begun)]);
}

describe('a sealing that was interrupted', () => {
  it.each([
    ['at the start of the first segment', head],
    ['a byte later', head + 1],
    ['in the midst of the first segment', head + 100_000],
    ['a byte before the end of a segment', head + segment - 1],
    ['between two segments', head + segment],
    ['in the midst of a file', head + 2 * segment + 77],
    ['between two segments, in another file', head + 4 * segment],
    ['in the last segment', head + 4 * segment + 2000],
  ])('goes on %s', async (_, offset) => {
    const was = await interrupted();
    const archive = await resumeAt(offset, was);
    expect(archive.length).toBe(was.sent.length);
    expect(await storage.verify(chunksOf(archive), archiveName)).toMatchObject({ entries: 8, changed: [] });
    const folder = await workFolder();
    await restore(archive, folder, 'as a stream');
    await expectSameTree(join(folder, 's'), was.root);
  });

  it('gives new segments new IVs, and the one that was begun its old one', async () => {
    const was = await interrupted();
    const archive = await resumeAt(head + segment + 10, was);
    const segmentsOf = (bytes: Buffer) =>
      [0, 1, 2, 3].map((number) => bytes.subarray(head + number * segment, head + (number + 1) * segment));
    const same = segmentsOf(archive).map((one, number) => one.equals(segmentsOf(was.sent)[number] as Buffer));
    expect(same).toEqual([true, true, false, false]);
  });

  it.each<[string, (root: string) => Promise<unknown>]>([
    ['was touched', (root) => utimes(join(root, 'a'), 1, 1)],
    ['grew', (root) => appendFile(join(root, 'a'), 'more')],
    ['shrank', (root) => truncate(join(root, 'a'), 10)],
    ['vanished', (root) => rm(join(root, 'a'))],
    ['was replaced by another of the same size and time', (root) => replace(join(root, 'a'), noise(1000))],
  ])('does not go on when a file that was sent before %s', async (_, change) => {
    const was = await interrupted();
    await change(was.root);
    for (const offset of [head + 2 * segment, head + 2 * segment + 5]) {
      await expect(resumeAt(offset, was)).rejects.toMatchObject({ name: 'SourcesDiffer' });
    }
  });

  it('does not go on when the file in the midst of which it stopped was overwritten, in a part not yet sent', async () => {
    const was = await interrupted();
    await appendFile(join(was.root, 'b'), 'more');
    for (const offset of [head + segment, head + segment + 5]) {
      await expect(resumeAt(offset, was)).rejects.toMatchObject({ name: 'SourcesDiffer' });
    }
  });

  it('does not go on when the file in the midst of which it stopped is gone by the time it is read', async () => {
    const { root, plan } = await interrupted();
    await rm(join(root, 'b'));
    const packer = new TarPacker(plan, new SegmentBuffer(segment, segment));
    await expect(collect(packer.pack())).rejects.toMatchObject({ name: 'SourcesDiffer' });
  });

  it('goes on when something was added to a folder that was sent before', async () => {
    const was = await interrupted();
    await writeFile(join(was.root, 'new'), 'new');
    const archive = await resumeAt(head + 2 * segment, was);
    expect(await storage.verify(chunksOf(archive), archiveName)).toMatchObject({ entries: 8, changed: [] });
  });

  it.each<[string, (root: string) => Promise<unknown>, number, string[]]>([
    ['grew', (root) => appendFile(join(root, 'd', 'last'), 'more'), 8, ['s/d/last']],
    ['shrank', (root) => truncate(join(root, 'd', 'last'), 10), 8, []],
    ['vanished', (root) => rm(join(root, 'd', 'last')), 7, []],
  ])('goes on when a file that was not begun yet %s', async (_, change, entries, changed) => {
    const was = await interrupted();
    await change(was.root);
    for (const offset of [head + 2 * segment, head + 2 * segment + 5]) {
      const archive = await resumeAt(offset, was);
      expect(archive.length).toBe(was.sent.length);
      expect(await storage.verify(chunksOf(archive), archiveName)).toMatchObject({ entries, changed });
    }
  });
});

async function replace(path: string, data: Buffer): Promise<void> {
  const { mtimeMs } = await stat(path);
  await writeFile(`${path}.new`, data);
  await rename(`${path}.new`, path);
  await utimes(path, mtimeMs / 1000, mtimeMs / 1000);
}
