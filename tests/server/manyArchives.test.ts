import { closeSync, openSync, utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTestServer } from './support.ts';

const count = 100_000;

interface Page {
  readonly archives: readonly string[];
  readonly next?: string;
}

it('lists 100,000 archives page by page, each once, newest first, also while archives arrive', async () => {
  const first = await startTestServer();
  await first.running.close();
  const folder = join(first.dataFolder, 'archives', 'alice');
  await mkdir(folder, { recursive: true });
  const nameOf = (index: number) => `archive-${String(index).padStart(6, '0')}.enc`;
  for (let index = 0; index < count; index += 1) {
    const path = join(folder, nameOf(index));
    closeSync(openSync(path, 'wx'));
    // A hundred at a time share a moment: then the name decides.
    const seconds = 1_700_000_000 + Math.floor(index / 100);
    utimesSync(path, seconds, seconds);
  }

  const server = await startTestServer({ dataFolder: first.dataFolder });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const session = await server.sessionOf('alice', 'secret', { agent });
  const seen: string[] = [];
  let cursor = '';
  do {
    const path = `/get-files?limit=1000${cursor}`;
    const { status, json } = await server.call({ path, session, agent });
    expect(status).toBe(200);
    const page = json as unknown as Page;
    expect(page.archives.length).toBe(1000);
    seen.push(...page.archives);
    cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
    if (seen.length % 20_000 === 0) await server.upload(session, `new-${seen.length}.enc`, 'x');
  } while (cursor !== '');
  agent.destroy();

  const expected = Array.from({ length: count }, (_, index) => nameOf(count - 1 - index));
  expect(seen.length).toBe(count);
  expect(seen.every((name, index) => name === expected[index])).toBe(true);
});
