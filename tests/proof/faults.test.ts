import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { failEverything } from './faults/index.ts';

test.each(['change a setting', 'change the keys of a file', 'download a part', 'server: replace an archive'])(
  '%s: a call that fails is told, and leaves all in order',
  async (operation) => {
    const folder = await mkdtemp(join(tmpdir(), 'secure-client-faults-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { signal } = new AbortController();
    const few = { operations: [operation], kinds: ['EIO'], stride: 9 } as const;
    const { failures, figures } = await failEverything({ folder, signal, log: () => {} }, few);
    expect(failures).toEqual([]);
    expect(figures['faults injected']).toBeGreaterThan(1);
  },
);
