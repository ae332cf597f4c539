import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { live } from './life/live.ts';

/** An upload in which the client is killed, and a restore. */
const steps = 2;

test('a short random life loses nothing, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-life-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const log: string[] = [];
  const { failures, figures } = await live({
    folder,
    seed: 412,
    isOver: (step) => step >= steps,
    log: (line) => log.push(line),
  });

  expect(failures, log.join('\n')).toEqual([]);
  expect(figures['steps']).toBe(steps);
}, 180_000);
