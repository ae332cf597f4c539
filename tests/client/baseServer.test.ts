import { randomBytes } from 'node:crypto';
import { appendFileSync, truncateSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { client } from '../../src/client/index.ts';
import { downloadToOutput } from '../../src/client/pipes/downloadToOutput.ts';
import { uploadInput } from '../../src/client/pipes/uploadInput.ts';
import type { Session } from '../../src/client/session.ts';
import type { UploadOptions } from '../../src/client/types.ts';
import { account, type BaseServer, type BaseServerOptions, startBaseServer } from '../support/baseServer.ts';
import { temporaryFolder } from '../support/clientHome.ts';

const magic = 'iVNDQQ0KGg';
const created = new Date('2026-11-22T10:00:00Z');

interface Scene {
  readonly server: BaseServer;
  readonly session: Session;
  readonly folder: string;
}

/** A session on a server of the base level, and a folder to work in. */
async function enter(options: BaseServerOptions): Promise<Scene> {
  const server = await startBaseServer(options);
  const home = await server.home();
  const session = await client.loginToServer({ home, ...server.peer, ...account });
  onTestFinished(() => client.logout(session));
  return { server, session, folder: await temporaryFolder() };
}

async function upload(
  { session, folder }: Scene,
  name: string,
  content: string | Buffer,
  options: UploadOptions = {},
) {
  const path = join(folder, name);
  await writeFile(path, content);
  return client.uploadFile(session, [path], { created, ...options });
}

/** Restores an archive, and gives what the file in it holds. */
async function restore(
  { session, folder }: Scene,
  archive: string,
  name: string,
  legacy = false,
): Promise<string> {
  const destination = join(folder, 'restored');
  await client.downloadAndDecryptFile(session, archive, { destination, legacy });
  return readFile(join(destination, name), 'utf8');
}

describe('a server of the base level', () => {
  it('gets login and list in one read each, and the list is empty at first', async () => {
    const { server, session } = await enter({ keeps: 'text' });
    expect(await client.listFiles(session)).toEqual([]);
    expect(server.requests.map(({ line, reads }) => [line, reads])).toEqual([
      ['POST /login HTTP/1.1', 1],
      ['GET /get-files HTTP/1.1', 1],
    ]);
  });

  it('keeps a sealed archive as the text in which it goes up, and gives it back', async () => {
    const scene = await enter({ keeps: 'text' });
    const { mode, name } = await upload(scene, 'letter.txt', 'Dear reader');

    expect([mode, name]).toEqual(['client', 'letter.txt_2026-11-22T10-00-00.enc']);
    const request = scene.server.requests.at(-1);
    expect(request?.headers).toMatchObject({ 'File-Name': name, 'Content-Transfer-Encoding': 'base64' });
    expect(request?.body.toString('latin1')).toMatch(new RegExp(`^${magic}[A-Za-z0-9+/]*={0,2}$`));
    expect(await client.listFiles(scene.session)).toEqual([{ name, size: null, uploadedAt: created }]);
    expect(await restore(scene, name, 'letter.txt')).toBe('Dear reader');
  });

  it('that decodes the text gives the archive itself back', async () => {
    const scene = await enter({ keeps: 'bytes' });
    const { name } = await upload(scene, 'letter.txt', 'Dear reader');
    expect(scene.server.stored.get(name)?.toString('base64', 0, 9)).toMatch(magic);
    expect(await restore(scene, name, 'letter.txt')).toBe('Dear reader');
    expect((await client.verifyArchive(scene.session, name)).entries).toBe(1);
    expect((await client.showArchive(scene.session, name)).entries).toHaveLength(1);
  });

  it('keeps what comes through a pipe, and gives one file of an archive out again', async () => {
    for (const keeps of ['text', 'bytes'] as const) {
      const { server, session } = await enter({ keeps, endedSessions: 1 });
      const content = randomBytes(700_000);
      const { name, bytes } = await uploadInput(session, Readable.from([content]), { label: 'dump' });
      expect([bytes, [...server.stored.keys()]]).toEqual([content.length, [name]]);

      const written: Buffer[] = [];
      await downloadToOutput(session, name, { only: [] }, async (chunks) => {
        for await (const chunk of chunks) written.push(chunk);
      });
      expect(Buffer.concat(written).equals(content)).toBe(true);
      expect(await readdir(join(session.home, 'state/spool'))).toEqual([]);
    }
  });

  it('that seals what is sealed already gives it back with --legacy', async () => {
    const scene = await enter({ keeps: 'sealed' });
    await upload(scene, 'letter.txt', 'Dear reader');
    const [archive] = await client.listFiles(scene.session);
    expect(archive?.name).toMatch(/^archive_[-0-9a-f]{36}\.enc$/);
    expect(archive?.uploadedAt).toBeNull();
    expect(await restore(scene, archive?.name ?? '', 'letter.txt', true)).toBe('Dear reader');
  });

  it.each([
    ['a small archive again', 'Dear reader', true],
    ['a large one sealed anew', randomBytes(800_000).toString('base64'), false],
  ])('whose session has ended gets %s after another login', async (_what, content, isSame) => {
    const scene = await enter({ keeps: 'text', endedSessions: 1 });
    const { name } = await upload(scene, 'letter.txt', content, { compress: isSame ? 'auto' : 'never' });
    expect(scene.server.requests.map(({ line }) => line.split(' ')[1])).toEqual([
      '/login',
      '/upload-file',
      '/login',
      '/upload-file',
    ]);
    const [, first, , second] = scene.server.requests;
    expect(first?.body.equals(second?.body ?? Buffer.alloc(0))).toBe(isSame);
    expect(await restore(scene, name, 'letter.txt')).toBe(content);
  });

  it('cannot make us send plain files, whatever it answers', async () => {
    const loginAnswer = { mode: 'server', encryption: 'server', encryption_mode: 'server' };
    const scene = await enter({ keeps: 'text', loginAnswer });
    await upload(scene, 'letter.txt', 'Dear reader');
    expect(scene.server.requests.at(-1)?.body.toString('latin1')).toMatch(new RegExp(`^${magic}`));
  });

  it('that takes bytes gets them raw, when it has said so', async () => {
    const scene = await enter({ keeps: 'bytes', loginAnswer: { capabilities: { raw: true } } });
    const { name, sealedBytes } = await upload(scene, 'letter.txt', 'Dear reader');
    const request = scene.server.requests.at(-1);
    expect(request?.headers).toMatchObject({ 'Content-Type': 'application/octet-stream' });
    expect(request?.headers).not.toHaveProperty('Content-Transfer-Encoding');
    expect(scene.server.stored.get(name)).toHaveLength(sealedBytes);
  });
});

describe('server mode', () => {
  const mode = 'server';

  it('sends a file as it is, which the server seals and --legacy opens', async () => {
    const scene = await enter({ keeps: 'sealed' });
    const result = await upload(scene, 'my letter.txt', 'Dear réader', { mode });

    expect(result).toEqual({
      mode,
      name: 'my letter.txt',
      bytes: 12,
      sealedBytes: 12,
      entries: 1,
      warnings: [],
    });
    const request = scene.server.requests.at(-1);
    expect(request?.body.toString()).toBe('Dear réader');
    expect(request?.headers).toEqual({
      Host: `127.0.0.1:${scene.server.peer.port}`,
      Authorization: request?.headers['Authorization'],
      'File-Name': 'my letter.txt',
      'Content-Length': '12',
    });
    expect(request?.reads).toBe(1);
    const [archive] = await client.listFiles(scene.session);
    await expect(restore(scene, archive?.name ?? '', 'my letter.txt')).rejects.toMatchObject({
      code: 'not-an-archive',
    });
    expect(await restore(scene, archive?.name ?? '', 'my letter.txt', true)).toBe('Dear réader');
  });

  it('replaces what was sent in the same session before, where the server does so', async () => {
    const scene = await enter({ keeps: 'sealed' });
    await upload(scene, 'one.txt', 'first', { mode });
    await upload(scene, 'two.txt', 'second', { mode });
    const archives = await client.listFiles(scene.session);
    expect(archives).toHaveLength(1);
    expect(await restore(scene, archives[0]?.name ?? '', 'two.txt', true)).toBe('second');
  });

  it('sends a large file in a stream, and tells how far it is', async () => {
    const scene = await enter({ keeps: 'text' });
    const content = 'a line of text\n'.repeat(100_000);
    const stages = new Set<string>();
    const { warnings } = await upload(scene, 'large.txt', content, {
      mode,
      onProgress: ({ stage }) => stages.add(stage),
    });
    expect(scene.server.stored.get('large.txt')?.toString()).toBe(content);
    expect([...stages]).toEqual(['scanning', 'sending', 'confirming']);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]), 1],
    ['a character that is cut off at the end', Buffer.from('é').subarray(0, 1), 1],
    ['random bytes', randomBytes(600_000), 1],
    ['characters across the pieces in which it is read', Buffer.from(`a${'é'.repeat(300_000)}`), 0],
    ['nothing', Buffer.alloc(0), 0],
  ])('warns when the file is not UTF-8 text: %s', async (_what, content, warnings) => {
    const scene = await enter({ keeps: 'bytes' });
    const result = await upload(scene, 'file', content, { mode });
    expect(result.warnings).toEqual(
      warnings === 0 ? [] : [{ path: join(scene.folder, 'file'), problem: 'not-text' }],
    );
    expect(scene.server.stored.get('file')).toEqual(content);
  });

  it('takes one file only', async () => {
    const { session, folder, server } = await enter({ keeps: 'text' });
    const inside = join(folder, 'inside');
    await mkdir(inside);
    const send = (...paths: string[]) => client.uploadFile(session, paths, { mode });
    await expect(send(inside)).rejects.toMatchObject({ code: 'one-file-only', facts: { found: 'folder' } });
    await expect(send(inside, folder)).rejects.toMatchObject({ facts: { found: 'several' } });
    await expect(send('/dev/null')).rejects.toMatchObject({ facts: { found: 'special-file' } });
    await expect(send(join(folder, 'gone'))).rejects.toMatchObject({ code: 'path-not-found' });
    expect(server.requests.map(({ line }) => line)).toEqual(['POST /login HTTP/1.1']);
  });

  it.each([
    ['naïve.txt', 'naive.txt'],
    ['100%.txt', '100-.txt'],
    ['a: b.txt', 'a-b.txt'],
    ['a\nb.txt', 'a-b.txt'],
  ])('refuses the name %j before anything is sent, and suggests %s', async (name, suggestion) => {
    const scene = await enter({ keeps: 'text' });
    await expect(upload(scene, name, 'x', { mode })).rejects.toMatchObject({
      code: 'archive-name-refused',
      facts: { name, suggestion },
    });
    expect(scene.server.requests).toHaveLength(1);
  });

  it('writes such a name in percent-encoding where the server reads that', async () => {
    const scene = await enter({ keeps: 'text', loginAnswer: { capabilities: { delete: true } } });
    await upload(scene, 'naïve 100%.txt', 'x', { mode });
    expect(scene.server.requests.at(-1)?.headers['File-Name']).toBe('na%C3%AFve%20100%25.txt');
  });

  it.each([
    ['gives up a file that becomes shorter', (path: string) => truncateSync(path, 10), null],
    [
      'sends of a file that grows what there was, and warns',
      (path: string) => appendFileSync(path, 'x'),
      'changed',
    ],
  ])('%s', async (_what, change, problem) => {
    const scene = await enter({ keeps: 'text' });
    const path = join(scene.folder, 'restless.txt');
    const content = 'x'.repeat(1_000_000);
    let isChanged = false;
    const onProgress = ({ stage }: { stage: string }) => {
      if (stage === 'sending' && !isChanged) change(path);
      isChanged ||= stage === 'sending';
    };
    const sending = upload(scene, 'restless.txt', content, { mode, onProgress });
    if (problem === null) {
      await expect(sending).rejects.toMatchObject({ code: 'sources-changed-too-much' });
      expect(scene.server.stored.size).toBe(0);
    } else {
      expect((await sending).warnings).toEqual([{ path, problem }]);
      expect(scene.server.stored.get('restless.txt')?.toString()).toBe(content);
    }
  });
});
