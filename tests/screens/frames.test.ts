import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { makeArchives, openArchives, type TestTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

/** Colours are counted too. Ink reads this when it is loaded. */
vi.hoisted(() => {
  process.env['FORCE_COLOR'] = '1';
});
afterEach(() => {
  vi.useRealTimers();
});

test('a cursor move costs at most 1 kB at 200x50', async () => {
  const terminal = await openArchives({ archives: makeArchives(1000), columns: 200, rows: 50 });
  await terminal.type('jjj');
  for (const key of [keys.down, keys.up]) {
    const before = terminal.written.bytes;
    await terminal.type(key);
    expect(terminal.written.bytes - before).toBeGreaterThan(0);
    expect(terminal.written.bytes - before).toBeLessThanOrEqual(1000);
  }
});

test('an idle screen writes nothing', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['setTimeout', 'setInterval', 'Date'] });
  const terminal = await openArchives({ archives: makeArchives(5) });
  await terminal.type('j');
  const { bytes } = terminal.written;
  // Two seconds; then two minutes, after which the ages are looked at again and are what they were.
  await vi.advanceTimersByTimeAsync(2000);
  expect(terminal.written.bytes).toBe(bytes);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(terminal.written.bytes).toBe(bytes);
});

test('a window that shrinks or grows gets one frame, whole and of its size', async () => {
  const terminal = await openArchives({ archives: makeArchives(50) });
  for (const size of [
    { columns: 80, rows: 16 },
    { columns: 60, rows: 24 },
    { columns: 120, rows: 40 },
  ]) {
    const { output } = terminal.written;
    await terminal.resize(size);
    const drawn = terminal.written.output.slice(output.length);
    expect(drawn.match(/alice@/g)).toHaveLength(1);
    expect(drawn.split('\n')).toHaveLength(size.rows);
  }
});

/** Escape as newer terminals send it: understood at once, while a lone one may still become an arrow. */
const escapeKey = '\u{1b}[27u';
const names = ['文件-写真', 'ключ', 'e\u{301}te\u{301}', '👨‍👩‍👧 family', 'x'.repeat(300)];
const archives = makeArchives(60).map((archive, index) => ({
  ...archive,
  name: names[index % 7] === undefined ? archive.name : `${names[index % 7]}-${index}.enc`,
}));
const someKeys = ['j', 'k', 'G', 'g', 'd', 's', 'u', 'a', '/', '?', '.', 'x', 'y', 'w', 'é', 'l', 'h'].concat(
  [keys.enter, escapeKey, keys.pageDown, keys.pageUp, keys.down, keys.backspace, ' '],
  [keys.ctrl('g'), keys.ctrl('t'), '文'],
);
const moves = fc.oneof(
  { weight: 3, arbitrary: fc.record({ key: fc.constantFrom(...someKeys) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      columns: fc.integer({ min: 1, max: 150 }),
      rows: fc.integer({ min: 1, max: 50 }),
    }),
  },
);

test('500 random keys and resizes: no frame is taller than the window, and each is as if freshly drawn', async () => {
  // So deep that no walk leads out of it: what is marked is counted to the bottom.
  const top = await mkdtemp(join(tmpdir(), 'frames-'));
  onTestFinished(() => rm(top, { recursive: true }));
  const workingFolder = join(top, 'deep/'.repeat(100));
  await mkdir(join(workingFolder, 'folder', '写真'), { recursive: true });
  await writeFile(join(workingFolder, 'notes.txt'), 'notes');
  const terminal = await openArchives({ archives, workingFolder });
  for (const [index, move] of fc.sample(moves, { numRuns: 500, seed: 20261122 }).entries()) {
    await ('key' in move ? terminal.type(move.key) : terminal.resize(move));
    const drawn = await settled(terminal);
    // The same size again: everything is erased and drawn anew.
    await terminal.resize({ columns: terminal.stdout.columns, rows: terminal.stdout.rows });
    expect(drawn, `after move ${index}: ${JSON.stringify(move)}`).toEqual(await settled(terminal));
    expect(terminal.written.tooTall, `after move ${index}: ${JSON.stringify(move)}`).toBe(0);
  }
});

/** The screen once nothing is being read from or written to the disk any more. */
async function settled(terminal: TestTerminal): Promise<string[]> {
  const isBusy = () => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
  while (isBusy()) await terminal.type('');
  await terminal.type('');
  return terminal.lines();
}
