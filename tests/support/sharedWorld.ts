import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillWorld } from './worldTemplate.ts';

/** Vitest's global set-up: what worlds begin with is made once, and so is what Node.js compiles of the program. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-shared-'));
  process.env['TEST_COMPILE_CACHE'] = join(folder, 'compiled');
  const world = join(folder, 'world');
  await mkdir(world, { mode: 0o700 });
  await fillWorld(world);
  process.env['TEST_WORLD'] = world;
  return () => rm(folder, { recursive: true, force: true });
}
