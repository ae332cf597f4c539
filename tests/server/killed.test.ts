import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ServeProcess, startServe } from './serveProcess.ts';
import { dataFolderWithAccounts } from './support.ts';

const length = 48 * 2 ** 20;
const kills = 6;

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Sends from `offset` on, as if to send all, and kills the server as soon as more than `until` bytes are on its disk.
 * Not everything is sent, so that the server is never too fast for that.
 */
async function sendAndKill(
  process: ServeProcess,
  session: string,
  path: string,
  bytes: Buffer,
  offset: number,
  until: number,
): Promise<void> {
  const outgoing = process.server.begin({
    method: 'PATCH',
    path,
    session,
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': String(offset),
      'Content-Type': 'application/offset+octet-stream',
      'Content-Length': String(bytes.length - offset),
    },
  });
  outgoing.on('error', () => undefined);
  outgoing.write(bytes.subarray(offset, until + 2 ** 20));
  const file = join(process.server.dataFolder, 'uploads', 'alice', path.slice('/files/'.length));
  await expect
    .poll(async () => (await stat(file)).size, { interval: 1, timeout: 60_000 })
    .toBeGreaterThan(until);
  await process.end('SIGKILL');
}

it('an upload resumes after kill -9 of the server from what is on its disk, and arrives as it was', async () => {
  const dataFolder = await dataFolderWithAccounts();
  const bytes = randomBytes(length);
  let process = await startServe(dataFolder);
  let session = await process.server.sessionOf();
  const metadata = { 'Upload-Length': String(length), 'Upload-Metadata': 'filename YS5lbmM=' };
  const created = await process.server.tus('POST', '/files/', session, { headers: metadata });
  const path = String(created.headers.location);
  let offset = 0;
  for (let round = 1; round <= kills; round += 1) {
    // The last bytes are left for the end.
    const until = offset + randomInt(Math.floor((length * 0.9 - offset) / 2));
    await sendAndKill(process, session, path, bytes, offset, until);
    process = await startServe(dataFolder);
    session = await process.server.sessionOf();
    const head = await process.server.tus('HEAD', path, session);
    expect(head.status).toBe(200);
    const onDisk = await stat(join(dataFolder, 'uploads', 'alice', path.slice('/files/'.length)));
    offset = Number(head.headers['upload-offset']);
    expect(offset).toBe(onDisk.size);
    expect(offset).toBeGreaterThan(until);
    expect((await process.server.list(session)).status).toBe(404);
  }
  const headers = { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' };
  const last = await process.server.tus('PATCH', path, session, { headers, body: bytes.subarray(offset) });
  expect([last.status, last.headers['upload-offset']]).toEqual([204, String(length)]);
  const { body } = await process.server.downloadRaw(session, 'a.enc');
  expect(sha256(body)).toBe(sha256(bytes));
  expect(await readdir(join(dataFolder, 'uploads', 'alice'))).toEqual([]);
});

it('an upload whose last byte was written just before the server was killed is an archive afterwards', async () => {
  const dataFolder = await dataFolderWithAccounts();
  let process = await startServe(dataFolder);
  let session = await process.server.sessionOf();
  const metadata = { 'Upload-Length': '10', 'Upload-Metadata': 'filename YS5lbmM=' };
  const created = await process.server.tus('POST', '/files/', session, { headers: metadata });
  const path = String(created.headers.location);
  await process.end('SIGKILL');
  await writeFile(join(dataFolder, 'uploads', 'alice', path.slice('/files/'.length)), '0123456789');

  process = await startServe(dataFolder);
  session = await process.server.sessionOf();
  const head = await process.server.tus('HEAD', path, session);
  expect([head.status, head.headers['upload-offset']]).toEqual([200, '10']);
  expect((await process.server.downloadRaw(session, 'a.enc')).body.toString()).toBe('0123456789');
});

it('serve ends with exit code 0 when it is told to, after the request that runs', async () => {
  const process = await startServe(await dataFolderWithAccounts());
  const session = await process.server.sessionOf();
  const outgoing = await process.server.beginUpload(session, 'a.enc', { 'Content-Length': '10' });
  const status = new Promise((resolve) =>
    outgoing.once('response', (response) => resolve(response.resume().statusCode)),
  );
  const ended = process.end('SIGTERM');
  outgoing.end('0123456789');
  expect(await status).toBe(200);
  expect(await ended).toBe(0);
});

it('opens no debugger when it gets the signal for one: the memory holds passwords', async () => {
  const { child, server, logged, end } = await startServe(await dataFolderWithAccounts());
  child.kill('SIGUSR1');
  expect((await server.login()).status).toBe(200);
  expect(await end('SIGTERM')).toBe(0);
  expect(logged.join('\n')).not.toContain('Debugger');
});
