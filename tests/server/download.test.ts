import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readlink, symlink, truncate, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseName } from '../../src/server/database.ts';
import { startTestServer } from './support.ts';

/** Bytes that no socket buffers, so that a transfer of them is still running when a test looks. */
const large = 48 * 2 ** 20;

describe('a download', () => {
  it.each([0, 1, 2, 3, 786_431, 786_432, 786_433, 2_000_000])(
    'of %d bytes gives them back as base64',
    async (length) => {
      const server = await startTestServer();
      const session = await server.sessionOf();
      const bytes = randomBytes(length);
      await server.upload(session, 'a.enc', bytes);
      const answer = await server.download(session, 'a.enc');
      expect(answer.status).toBe(200);
      expect(answer.headers['content-length']).toBe(String(answer.body.length));
      expect(answer.json).toEqual({ message: expect.any(String), file_content: expect.any(String) });
      expect(answer.json['file_content'] === bytes.toString('base64')).toBe(true);
    },
  );

  it('of an archive that does not exist gets 404', async () => {
    const server = await startTestServer();
    expect((await server.download(await server.sessionOf(), 'a.enc')).status).toBe(404);
  });

  it('of an archive of another account gets 404, as if there were none', async () => {
    const server = await startTestServer();
    await server.upload(await server.sessionOf(), 'a.enc', 'of alice');
    const bob = await server.sessionOf('bob');
    expect((await server.download(bob, 'a.enc')).status).toBe(404);
    expect((await server.list(bob)).status).toBe(404);
  });

  it('follows no symbolic link and opens no folder', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const folder = join(server.dataFolder, 'archives', 'alice');
    await mkdir(join(folder, 'folder.enc'), { recursive: true });
    await symlink(join(server.dataFolder, databaseName), join(folder, 'link.enc'));
    expect((await server.download(session, 'link.enc')).status).toBe(404);
    expect((await server.download(session, 'folder.enc')).status).toBe(404);
    expect((await server.list(session)).status).toBe(404);
  });

  it('keeps giving the archive it began with while another replaces it', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const bytes = randomBytes(large);
    await server.upload(session, 'a.enc', bytes);
    const outgoing = server.begin({ path: '/download-file', session, name: 'a.enc' });
    outgoing.end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await server.upload(session, 'a.enc', 'replaced');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('latin1');
    expect(text.endsWith(`${bytes.subarray(-3000).toString('base64')}"}`)).toBe(true);
    expect(text).toHaveLength(Number(response.headers['content-length']));
  });

  it.runIf(process.platform === 'linux')('that the client gives up leaves no file open', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const path = join(server.dataFolder, 'archives', 'alice', 'a.enc');
    await server.upload(session, 'a.enc', Buffer.alloc(large));
    const outgoing = server.begin({ path: '/download-file', session, name: 'a.enc' });
    outgoing.end();
    await once(outgoing, 'response');
    expect(await openFiles()).toContain(path);
    outgoing.destroy();
    await server.running.close();
    expect(await openFiles()).not.toContain(path);
  });

  it('of an archive that shrinks on the disk is cut off, so that nobody takes it for whole', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const path = join(server.dataFolder, 'archives', 'alice', 'a.enc');
    await server.upload(session, 'a.enc', Buffer.alloc(large));
    const outgoing = server.begin({ path: '/download-file', session, name: 'a.enc' });
    outgoing.end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await truncate(path, 3_000_000);
    await expect(response.resume().toArray()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(server.log).toContainEqual(expect.objectContaining({ event: 'request-failed' }));
  });
});

describe('memory', () => {
  it('does not grow with the archive', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const length = 192 * 2 ** 20;
    const piece = Buffer.alloc(2 ** 20, 'A');
    let peak = 0;
    const before = process.memoryUsage().rss;
    const measure = () => {
      peak = Math.max(peak, process.memoryUsage().rss - before);
    };
    const headers = { 'Content-Length': String(length), 'Content-Transfer-Encoding': 'base64' };
    const outgoing = await server.beginUpload(session, 'a.enc', headers);
    for (let sent = 0; sent < length; sent += piece.length) {
      await new Promise((resolve) => outgoing.write(piece, resolve));
      measure();
    }
    outgoing.end();
    const [uploaded] = (await once(outgoing, 'response')) as [IncomingMessage];
    uploaded.resume();
    expect(uploaded.statusCode).toBe(200);
    const incoming = server.begin({ path: '/download-file', session, name: 'a.enc' });
    incoming.end();
    const [response] = (await once(incoming, 'response')) as [IncomingMessage];
    let received = 0;
    for await (const chunk of response) {
      received += (chunk as Buffer).length;
      measure();
    }
    expect(received).toBeGreaterThan(length);
    expect(peak).toBeLessThan(length / 1.5);
  });
});

describe('starting on a data folder', () => {
  it('removes unfinished uploads of an earlier run and keeps the archives', async () => {
    const first = await startTestServer();
    await first.upload(await first.sessionOf(), 'a.enc', 'kept');
    await first.running.close();
    await writeFile(join(first.dataFolder, 'incoming', 'stale'), 'half');
    const second = await startTestServer({ dataFolder: first.dataFolder });
    expect(await second.incoming()).toEqual([]);
    expect((await second.list(await second.sessionOf())).json['archives']).toEqual(['a.enc']);
  });

  it('removes nothing when the port turns out to be taken', async () => {
    const server = await startTestServer();
    await writeFile(join(server.dataFolder, 'incoming', 'under-way'), 'half');
    const { dataFolder, running } = server;
    await expect(startTestServer({ dataFolder, port: running.port })).rejects.toMatchObject({
      code: 'port-in-use',
    });
    expect(await server.incoming()).toEqual(['under-way']);
  });
});

/** Paths of the files this process, and so the server in it, has open. */
async function openFiles(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  return Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
  );
}
