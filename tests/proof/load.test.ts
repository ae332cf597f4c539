import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { putUnderLoad } from './load/crowds.ts';

it('many clients at once lose nothing, in accounts of their own and in shared ones', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'load-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { figures, failures } = await putUnderLoad({
    ...{ folder, clients: 8, processes: 1, seed: 1, signal: new AbortController().signal },
    milliseconds: 0,
    largestBytes: 200_000,
  });
  expect(failures).toEqual([]);
  expect(figures['transfers']).toBe(16);
});
