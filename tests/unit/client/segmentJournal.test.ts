import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SegmentJournal } from '../../../src/client/transfers/segmentJournal.ts';
import { readSegmentMark, segmentMark } from '../../../src/crypto/seal/resume.ts';

const segment = (fill: number) => Buffer.alloc(100, fill);
const asPlanned = { isAsPlanned: true };
const markOf = (fill: number) => readSegmentMark(segmentMark(segment(fill)));

async function openJournal(): Promise<SegmentJournal> {
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-test-'));
  const journal = await SegmentJournal.open(join(folder, 'segments'));
  onTestFinished(async () => {
    await journal.close();
    await rm(folder, { recursive: true });
  });
  return journal;
}

test('a segment is noted before it is passed on', async () => {
  const journal = await openJournal();
  const segments = (async function* () {
    yield segment(1);
    yield segment(2);
  })();
  for await (const passed of journal.note(segments, 5, asPlanned)) {
    expect(await journal.read(passed[0] === 1 ? 5 : 6)).toEqual(markOf(passed[0] ?? 0));
  }
  expect(await journal.read(7)).toBeNull();
});

test('nobody can go on behind what could not be stored as planned', async () => {
  const journal = await openJournal();
  const seal = { isAsPlanned: true };
  const segments = (async function* () {
    for (let number = 0; number < 16; number += 1) yield segment(1);
    seal.isAsPlanned = false;
    yield segment(2);
  })();
  for await (const _ of journal.note(segments, 0, seal));
  expect(await journal.read(15)).toEqual(markOf(1));
  expect(await journal.read(16)).toBeNull();
});

test('a run that was given up while it sealed notes nothing behind the marks of the next one', async () => {
  const journal = await openJournal();
  const disk = Promise.withResolvers<void>();
  const slow = (async function* () {
    for (let number = 0; number < 32; number += 1) yield segment(1);
    await disk.promise;
    yield segment(1);
  })();
  const givenUp = journal.note(slow, 0, asPlanned);
  await givenUp.next();
  const ended = givenUp.return();

  const next = (async function* () {
    yield segment(2);
  })();
  for await (const passed of journal.note(next, 0, asPlanned)) expect(passed).toEqual(segment(2));
  disk.resolve();
  await ended;

  expect(await journal.read(0)).toEqual(markOf(2));
  expect(await journal.read(1)).toBeNull();
});
