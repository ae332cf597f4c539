import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killEverything } from './crash/index.ts';

test('a command and a server that are killed at some steps leave all whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-crash-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const few = {
    names: ['change a setting', 'rewrap an archive'],
    choice: { stride: 8, whens: ['after'] },
  } as const;
  const { signal } = new AbortController();
  const { failures, figures } = await killEverything({ folder, signal, log: () => {} }, few);
  expect(failures).toEqual([]);
  expect(figures['kills']).toBeGreaterThan(1);
});
