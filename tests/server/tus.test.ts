import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Upload } from '@tus/server';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/server/database.ts';
import { UploadRecords } from '../../src/server/store/files/uploadRecords.ts';
import { type Answer, answerTo, startTestServer, type TestServer, temporaryFolder } from './support.ts';

const bodyType = 'application/offset+octet-stream';

function nameMetadata(name: string): string {
  return `filename ${Buffer.from(name).toString('base64')}`;
}

/** Creates an upload and gives its path. */
async function create(
  server: TestServer,
  session: string,
  length: number,
  { name = 'a.enc', body, onlyNew = false }: { name?: string; body?: Buffer; onlyNew?: boolean } = {},
): Promise<{ answer: Answer; path: string }> {
  const headers = {
    'Upload-Length': String(length),
    'Upload-Metadata': nameMetadata(name),
    ...(body !== undefined && { 'Content-Type': bodyType }),
    ...(onlyNew && { 'If-None-Match': '*' }),
  };
  const answer = await server.tus('POST', '/files/', session, { headers, ...(body && { body }) });
  return { answer, path: String(answer.headers.location) };
}

function patch(
  server: TestServer,
  session: string,
  path: string,
  offset: number,
  body: Buffer,
): Promise<Answer> {
  const headers = { 'Upload-Offset': String(offset), 'Content-Type': bodyType };
  return server.tus('PATCH', path, session, { headers, body });
}

async function offsetOf(server: TestServer, session: string, path: string): Promise<number> {
  const { status, headers } = await server.tus('HEAD', path, session);
  expect(status).toBe(200);
  return Number(headers['upload-offset']);
}

/** Sends the head of a PATCH and some of its body, and waits until the server has that on its disk. */
async function beginPatch(server: TestServer, session: string, path: string, whole: number, first: Buffer) {
  const headers = {
    Authorization: session,
    'Tus-Resumable': '1.0.0',
    'Upload-Offset': '0',
    'Content-Type': bodyType,
    'Content-Length': String(whole),
  };
  const outgoing = server.begin({ method: 'PATCH', path, headers });
  outgoing.on('error', () => undefined);
  outgoing.write(first);
  const file = join(server.dataFolder, 'uploads', 'alice', path.slice('/files/'.length));
  await expect.poll(async () => (await stat(file)).size, { timeout: 30_000 }).toBe(first.length);
  return outgoing;
}

describe('a resumable upload', () => {
  it('goes in pieces, and its archive appears with the last one', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const bytes = randomBytes(3_000_000);
    const { answer, path } = await create(server, session, bytes.length, { name: 'été.enc' });
    expect(answer.status).toBe(201);
    expect(path).toMatch(/^\/files\/[0-9a-f]{32}$/);
    expect(answer.headers['tus-resumable']).toBe('1.0.0');

    const first = await patch(server, session, path, 0, bytes.subarray(0, 1_000_001));
    expect([first.status, first.headers['upload-offset']]).toEqual([204, '1000001']);
    expect(await offsetOf(server, session, path)).toBe(1_000_001);
    expect((await server.list(session)).status).toBe(404);
    expect((await server.downloadRaw(session, '%C3%A9t%C3%A9.enc')).status).toBe(404);

    const last = await patch(server, session, path, 1_000_001, bytes.subarray(1_000_001));
    expect([last.status, last.headers['upload-offset']]).toEqual([204, '3000000']);
    expect(last.headers).not.toHaveProperty('upload-expires');
    expect((await server.downloadRaw(session, '%C3%A9t%C3%A9.enc')).body.equals(bytes)).toBe(true);
    expect((await server.list(session)).json['archives']).toEqual(['été.enc']);
    const stored = join(server.dataFolder, 'archives', 'alice', 'été.enc');
    expect((await stat(stored)).mode & 0o777).toBe(0o600);
  });

  it('may bring its first bytes, or all of them, when it is created', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const bytes = randomBytes(100_000);
    const half = await create(server, session, bytes.length, { body: bytes.subarray(0, 60_000) });
    expect([half.answer.status, half.answer.headers['upload-offset']]).toEqual([201, '60000']);
    expect((await server.list(session)).status).toBe(404);
    const whole = await create(server, session, bytes.length, { body: bytes, name: 'b.enc' });
    expect([whole.answer.status, whole.answer.headers['upload-offset']]).toEqual([201, '100000']);
    expect((await server.downloadRaw(session, 'b.enc')).body.equals(bytes)).toBe(true);
  });

  it('that must not replace anything has its name to itself until it ends', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { path } = await create(server, session, 5, { onlyNew: true });
    expect((await create(server, session, 5, { onlyNew: true })).answer.status).toBe(412);
    expect((await server.upload(session, 'a.enc', 'x', { 'If-None-Match': '*' })).status).toBe(412);
    expect((await patch(server, session, path, 0, Buffer.from('bytes'))).status).toBe(204);
    expect((await create(server, session, 5, { onlyNew: true })).answer.status).toBe(412);
    expect((await server.downloadRaw(session, 'a.enc')).body.toString()).toBe('bytes');
  });

  it('that must not replace anything does not, whatever came meanwhile, and can be given up then', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { path } = await create(server, session, 5, { onlyNew: true });
    await server.upload(session, 'a.enc', 'of the base level');
    expect((await patch(server, session, path, 0, Buffer.from('bytes'))).status).toBe(412);
    expect((await server.tus('HEAD', path, session)).status).toBe(412);
    expect((await server.tus('DELETE', path, session)).status).toBe(204);
    expect((await server.downloadRaw(session, 'a.enc')).body.toString()).toBe('of the base level');
  });

  it('of nothing is an archive at once', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { answer } = await create(server, session, 0);
    expect(answer.status).toBe(201);
    expect((await server.list(session)).json['archives']).toEqual(['a.enc']);
  });

  it('replaces an archive of the same name in one step', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    await server.upload(session, 'a.enc', 'first');
    const { path } = await create(server, session, 6);
    await patch(server, session, path, 0, Buffer.from('sec'));
    expect((await server.downloadRaw(session, 'a.enc')).body.toString()).toBe('first');
    await patch(server, session, path, 3, Buffer.from('ond'));
    expect((await server.downloadRaw(session, 'a.enc')).body.toString()).toBe('second');
  });

  it('that is complete still says so, and takes nothing more', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { path } = await create(server, session, 4);
    await patch(server, session, path, 0, Buffer.from('done'));
    const head = await server.tus('HEAD', path, session);
    expect(head.headers).toMatchObject({ 'upload-offset': '4', 'upload-length': '4' });
    expect((await patch(server, session, path, 0, Buffer.from('more'))).status).toBe(409);
    expect((await patch(server, session, path, 4, Buffer.alloc(0))).status).toBe(204);
    expect((await patch(server, session, path, 4, Buffer.from('x'))).status).toBe(413);
    expect((await server.tus('DELETE', path, session)).status).toBe(409);
    expect((await server.downloadRaw(session, 'a.enc')).body.toString()).toBe('done');
  });

  it('can be given up', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { path } = await create(server, session, 10);
    await patch(server, session, path, 0, Buffer.from('half'));
    expect((await server.tus('DELETE', path, session)).status).toBe(204);
    expect((await server.tus('HEAD', path, session)).status).toBe(404);
    expect((await patch(server, session, path, 4, Buffer.from('x'))).status).toBe(404);
    expect(await readdir(join(server.dataFolder, 'uploads', 'alice'))).toEqual([]);
  });

  it('of another account is not there', async () => {
    const server = await startTestServer();
    const alice = await server.sessionOf();
    const bob = await server.sessionOf('bob');
    const { path } = await create(server, alice, 10);
    await patch(server, alice, path, 0, Buffer.from('secret'));
    expect((await server.tus('HEAD', path, bob)).status).toBe(404);
    expect((await patch(server, bob, path, 6, Buffer.from('evil'))).status).toBe(404);
    expect((await server.tus('DELETE', path, bob)).status).toBe(404);
    expect(await offsetOf(server, alice, path)).toBe(6);
  });

  it('that breaks off keeps every byte that came', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const bytes = randomBytes(1_500_000);
    const { path } = await create(server, session, bytes.length);
    const outgoing = await beginPatch(server, session, path, bytes.length, bytes.subarray(0, 700_001));
    outgoing.destroy();
    expect(await offsetOf(server, session, path)).toBe(700_001);
    await patch(server, session, path, 700_001, bytes.subarray(700_001));
    expect((await server.downloadRaw(session, 'a.enc')).body.equals(bytes)).toBe(true);
  });

  it('on a connection that hangs is taken over by the next request', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const bytes = randomBytes(1_500_000);
    const { path } = await create(server, session, bytes.length);
    const hanging = await beginPatch(server, session, path, bytes.length, bytes.subarray(0, 900_000));
    const cutOff = new Promise((resolve) => hanging.once('close', resolve));
    expect(await offsetOf(server, session, path)).toBe(900_000);
    await cutOff;
    const rest = await patch(server, session, path, 900_000, bytes.subarray(900_000));
    expect(rest.status).toBe(204);
    expect((await server.downloadRaw(session, 'a.enc')).body.equals(bytes)).toBe(true);
  });

  it('is finished once, however many requests find it complete', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { path } = await create(server, session, 4);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => patch(server, session, path, 0, Buffer.from('once')).catch(() => null)),
    );
    expect(answers.filter((answer) => answer?.status === 204).length).toBeLessThanOrEqual(1);
    expect(await offsetOf(server, session, path)).toBe(4);
    expect((await server.downloadRaw(session, 'a.enc')).body.toString()).toBe('once');
    expect(server.log.filter(({ event }) => event === 'upload')).toHaveLength(1);
  });

  it('survives a restart of the server, with another session', async () => {
    const first = await startTestServer();
    const bytes = randomBytes(200_000);
    const session = await first.sessionOf();
    const { path } = await create(first, session, bytes.length);
    await patch(first, session, path, 0, bytes.subarray(0, 123_456));
    await first.running.close();

    const second = await startTestServer({ dataFolder: first.dataFolder });
    expect((await second.tus('HEAD', path, session)).status).toBe(403);
    const again = await second.sessionOf();
    expect(await offsetOf(second, again, path)).toBe(123_456);
    await patch(second, again, path, 123_456, bytes.subarray(123_456));
    expect((await second.downloadRaw(again, 'a.enc')).body.equals(bytes)).toBe(true);
  });
});

describe('the life of a resumable upload', () => {
  const hour = 3_600_000;
  const uploadLifetimeSeconds = 24 * 3600;

  it('is announced, prolonged by every request, and ends', async () => {
    let now = Date.UTC(2026, 0, 1);
    const server = await startTestServer({ uploadLifetimeSeconds, clock: () => now });
    const { answer, path } = await create(server, await server.sessionOf(), 10);
    expect(answer.headers['upload-expires']).toBe(new Date(now + 24 * hour).toUTCString());
    now += 23 * hour;
    expect(await offsetOf(server, await server.sessionOf(), path)).toBe(0);
    now += 23 * hour;
    const session = await server.sessionOf();
    expect((await patch(server, session, path, 0, Buffer.from('half'))).status).toBe(204);
    now += 25 * hour;
    const later = await server.sessionOf();
    expect((await server.tus('HEAD', path, later)).status).toBe(410);
    expect((await patch(server, later, path, 4, Buffer.from('x'))).status).toBe(404);
    expect(await readdir(join(server.dataFolder, 'uploads', 'alice'))).toEqual([]);
  });

  it('ends without a request too', async () => {
    let now = Date.UTC(2026, 0, 1);
    const clock = () => now;
    const first = await startTestServer({ uploadLifetimeSeconds, clock });
    await create(first, await first.sessionOf(), 10);
    await first.running.close();
    const { dataFolder } = first;
    now += 23 * hour;
    await (await startTestServer({ dataFolder, uploadLifetimeSeconds, clock })).running.close();
    expect(await readdir(join(dataFolder, 'uploads', 'alice'))).toHaveLength(1);
    now += 2 * hour;
    await startTestServer({ dataFolder, uploadLifetimeSeconds, clock });
    expect(await readdir(join(dataFolder, 'uploads', 'alice'))).toEqual([]);
  });
});

it('of the uploads that are complete a thousand are remembered, so that they do not fill the disk', async () => {
  const folder = await temporaryFolder();
  const database = await openDatabase(folder, { durable: false });
  let now = 0;
  const records = new UploadRecords(database, 'alice', () => now);
  const others = new UploadRecords(database, 'bob', () => now);
  await others.set('bobs', new Upload({ id: 'bobs', size: 1, offset: 0 }));
  others.setState('bobs', 'done');
  await records.set('open', new Upload({ id: 'open', size: 1, offset: 0 }));
  for (; now < 1002; now += 1) {
    await records.set(String(now), new Upload({ id: String(now), size: 1, offset: 0 }));
    records.setState(String(now), 'done');
  }
  const found = ['bobs', 'open', '0', '1', '2', '1001'].filter((id) =>
    (id === 'bobs' ? others : records).find(id),
  );
  database.close();
  expect(found).toEqual(['bobs', 'open', '2', '1001']);
});

it('a database of the first version is brought up to date, with the uploads that it knows', async () => {
  const folder = await temporaryFolder();
  const first = await openDatabase(folder, { durable: false });
  await new UploadRecords(first, 'alice', () => 0).set('id', new Upload({ id: 'id', size: 1, offset: 0 }));
  first.exec('ALTER TABLE uploads DROP COLUMN only_new; PRAGMA user_version = 1');
  first.close();
  const database = await openDatabase(folder, { durable: false });
  expect(new UploadRecords(database, 'alice', () => 0).find('id')).toMatchObject({ onlyNew: false });
  database.close();
});

describe('the tus protocol', () => {
  it('is described by OPTIONS', async () => {
    const server = await startTestServer({ maximumUploadBytes: 1000 });
    const { status, headers } = await server.tus('OPTIONS', '/files/', await server.sessionOf());
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'tus-version': '1.0.0',
      'tus-extension': 'creation,creation-with-upload,termination,expiration',
      'tus-max-size': '1000',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each<[string, number, Record<string, string | undefined>]>([
    ['no version', 412, { 'Tus-Resumable': undefined }],
    ['another version', 412, { 'Tus-Resumable': '0.2.2' }],
    ['no length', 400, { 'Upload-Length': undefined }],
    ['a length that is none', 400, { 'Upload-Length': '-1' }],
    ['a length to be told later', 501, { 'Upload-Length': undefined, 'Upload-Defer-Length': '1' }],
    ['more than the server takes', 413, { 'Upload-Length': '1000001' }],
    ['no metadata', 400, { 'Upload-Metadata': undefined }],
    ['malformed metadata', 400, { 'Upload-Metadata': 'filename !' }],
    ['no name', 400, { 'Upload-Metadata': 'other eA==' }],
    ['a name that is a path', 400, { 'Upload-Metadata': nameMetadata('../a.enc') }],
    ['an empty name', 400, { 'Upload-Metadata': 'filename' }],
  ])('refuses an upload with %s', async (_, status, changes) => {
    const server = await startTestServer({ maximumUploadBytes: 1_000_000 });
    const usual = {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': '10',
      'Upload-Metadata': nameMetadata('a.enc'),
    };
    const headers = Object.fromEntries(
      Object.entries({ ...usual, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );
    const session = await server.sessionOf();
    const answer = await server.call({ method: 'POST', path: '/files/', session, headers });
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({ message: expect.any(String) });
    if (status === 412) expect(answer.headers['tus-version']).toBe('1.0.0');
  });

  it.each<[string, number, Record<string, string>, string]>([
    ['another media type', 415, { 'Upload-Offset': '0', 'Content-Type': 'text/plain' }, 'x'],
    ['no media type', 415, { 'Upload-Offset': '0' }, 'x'],
    ['no offset', 400, { 'Content-Type': bodyType }, 'x'],
    ['a wrong offset', 409, { 'Upload-Offset': '1', 'Content-Type': bodyType }, 'x'],
    ['an offset that is none', 400, { 'Upload-Offset': '0x1', 'Content-Type': bodyType }, 'x'],
    ['too many bytes', 413, { 'Upload-Offset': '0', 'Content-Type': bodyType }, 'x'.repeat(11)],
  ])('refuses a piece with %s', async (_, status, headers, body) => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { path } = await create(server, session, 10);
    const answer = await server.tus('PATCH', path, session, { headers, body });
    expect([answer.status, answer.json]).toEqual([status, { message: expect.any(String) }]);
    expect(await offsetOf(server, session, path)).toBe(0);
  });

  it('takes a piece without a length, but not more than the upload may have', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { path } = await create(server, session, 10);
    const headers = { 'Upload-Offset': '0', 'Content-Type': bodyType, 'Transfer-Encoding': 'chunked' };
    const tooLong = await server.tus('PATCH', path, session, { headers, body: 'x'.repeat(11) });
    expect(tooLong.status).toBe(413);
    expect(await offsetOf(server, session, path)).toBe(0);
    const fitting = await server.tus('PATCH', path, session, { headers, body: 'x'.repeat(10) });
    expect(fitting.status).toBe(204);
  });

  it('knows no other paths and methods', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    for (const path of ['/files/x', `/files/${'A'.repeat(32)}`, '/files/..%2f..%2fserver.db', '/filesx']) {
      expect((await server.tus('HEAD', path, session)).status).toBe(404);
    }
    const wrong = await server.tus('GET', `/files/${'0'.repeat(32)}`, session);
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'HEAD, PATCH, DELETE, OPTIONS']);
    expect((await server.tus('PATCH', '/files/', session)).status).toBe(405);
  });

  it('lets a client that cannot send PATCH say so in a header', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { path } = await create(server, session, 4);
    const headers = { 'Upload-Offset': '0', 'Content-Type': bodyType, 'X-HTTP-Method-Override': 'PATCH' };
    expect((await server.tus('POST', path, session, { headers, body: 'done' })).status).toBe(204);
    expect((await readFile(join(server.dataFolder, 'archives', 'alice', 'a.enc'))).toString()).toBe('done');
  });

  it('answers before the body when it takes none of it', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const { path } = await create(server, session, 10);
    const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0', 'Content-Length': String(2 ** 40) };
    const outgoing = server.begin({
      method: 'PATCH',
      path,
      session,
      headers: { ...headers, 'Content-Type': bodyType },
    });
    outgoing.write(Buffer.alloc(1_000_000));
    expect((await answerTo(outgoing)).status).toBe(413);
    outgoing.on('error', () => undefined).destroy();
  });
});
