import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { failEverything } from './faults/index.ts';

const few = {
  operations: [
    'change a setting',
    'change the keys of a file',
    'download a part',
    'server: replace an archive',
  ],
  kinds: ['EIO'],
  stride: 13,
} as const;

test('a call that fails is told, and leaves all in order', { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-faults-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { signal } = new AbortController();
  const { failures, figures } = await failEverything({ folder, signal, log: () => {} }, few);
  expect(failures).toEqual([]);
  expect(figures['operations']).toBe(few.operations.length);
  expect(figures['faults injected']).toBeGreaterThan(few.operations.length);
});
