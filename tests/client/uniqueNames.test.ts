import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { client } from '../../src/client/index.ts';
import { uploadInput } from '../../src/client/pipes/uploadInput.ts';
import type { Session } from '../../src/client/session.ts';
import { requestUpload } from '../../src/net/api.ts';
import { withFault } from '../proof/faults/injection.ts';
import { temporaryFolder } from '../support/clientHome.ts';
import { createWorld, password, username, type World, writeSource } from '../support/world.ts';

/** The time that all machines have. */
const created = new Date('2026-11-22T02:30:00Z');

let world: World;
let session: Session;
beforeAll(async () => {
  world = await createWorld();
  const key = join(world.folder, 'restore.key');
  const { document } = await world.json('certs', 'keygen', '-o', key);
  const { recipient } = document as { recipient: string };
  const { home, port } = world;
  const keys = { recipients: [recipient], identityFiles: [key] };
  session = await client.loginToServer({ home, host: '127.0.0.1', port, username, password, ...keys });
});
afterAll(async () => {
  await client.logout(session);
  await world.close();
});

/** As another process, or another machine, has it: it knows nothing of the names that others gave. */
const another = (): Session => ({ ...session, givenNames: new Set() });

async function restored(name: string, file: string): Promise<Buffer> {
  const destination = await temporaryFolder();
  await client.downloadAndDecryptFile(session, name, { destination });
  return readFile(join(destination, file));
}

const lines = (line: string) => Buffer.from(`${line}\n`.repeat(100_000));
const mebibytes = (count: number) => randomBytes(count * 1024 * 1024);

test.each([
  ['small', Buffer.from('one'), Buffer.from('other')],
  ['compressed', lines('GET /index.html 200'), lines('POST /form 302')],
  ['sealed while they are sent', mebibytes(2), mebibytes(2)],
])('two archives of one label in one second have two names: %s', async (kind, ...contents) => {
  const label = kind.slice(0, 5);
  const names: string[] = [];
  for (const content of contents) {
    const source = await writeSource(world, 'source', content);
    names.push((await client.uploadFile(another(), [source], { label, created })).name);
  }
  expect(names).toEqual([`${label}_2026-11-22T02-30-00.enc`, `${label}_2026-11-22T02-30-00-2.enc`]);
  for (const [at, content] of contents.entries())
    expect((await restored(names[at] ?? '', 'source')).equals(content)).toBe(true);
  expect(await readdir(join(world.home, 'state/transfers')).catch(() => [])).toEqual([]);
});

test('what came through a pipe is called otherwise where its name is taken, though it comes only once', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  onTestFinished(() => void vi.useRealTimers());
  const contents = [mebibytes(1), mebibytes(2), mebibytes(3)];
  const names: string[] = [];
  for (const content of contents) {
    const input = (async function* () {
      yield content;
    })();
    names.push((await uploadInput(another(), input, { label: 'dump' })).name);
  }
  const [first = ''] = names;
  expect(names.slice(1)).toEqual([first.replace('.enc', '-2.enc'), first.replace('.enc', '-3.enc')]);
  for (const [at, content] of contents.entries())
    expect((await restored(names[at] ?? '', 'dump')).equals(content)).toBe(true);
});

test.each([
  ['handle.write', 1],
  ['handle.writev', 2],
])(
  'an archive gets its other name whole, though the disk takes a part of it at a time (%s)',
  async (call, at) => {
    const content = lines('PUT /name 201');
    const source = await writeSource(world, 'source', content);
    const options = { label: `short-${at}`, created };
    await client.uploadFile(another(), [source], options);
    // First what is sealed is written, then the end of it once more, under the other name.
    const { name } = await withFault({ kind: 'short', at, call }, () =>
      client.uploadFile(another(), [source], options),
    );
    expect(name).toBe(`short-${at}_2026-11-22T02-30-00-2.enc`);
    expect((await restored(name, 'source')).equals(content)).toBe(true);
  },
);

test('of twenty at once each has a name, and none is lost', async () => {
  const source = await writeSource(world, 'source', 'content');
  const results = await Promise.all(
    Array.from({ length: 20 }, () => client.uploadFile(another(), [source], { label: 'race', created })),
  );
  const names = results.map(({ name }) => name).toSorted();
  expect(new Set(names).size).toBe(20);
  const listed = (await client.listFiles(session)).map(({ name }) => name);
  expect(listed.filter((name) => name.startsWith('race_')).toSorted()).toEqual(names);
});

test('an upload that goes on does not replace what others stored under its name meanwhile', async () => {
  const content = mebibytes(4);
  const source = await writeSource(world, 'source', content);
  const options = { label: 'slow', created };
  const cancel = new AbortController();
  const onProgress = ({ stage }: { stage: string }) => stage === 'sending' && cancel.abort();
  const first = client.uploadFile(session, [source], { ...options, onProgress, signal: cancel.signal });
  await expect(first).rejects.toThrow();
  const name = 'slow_2026-11-22T02-30-00.enc';
  const chunks = (async function* () {
    yield Buffer.from('by a program that knows no better');
  })();
  const file = { nameField: name, size: 33, chunks, form: 'plain' } as const;
  await requestUpload(session.pool, session.access.sessionId, file);

  const again = await client.uploadFile(another(), [source], options);
  expect(again.name).toBe('slow_2026-11-22T02-30-00-2.enc');
  expect((await restored(again.name, 'source')).equals(content)).toBe(true);
  expect(await readFile(join(world.data, 'archives', username, name), 'utf8')).toContain('knows no better');
});
