import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './support.ts';

const bytes = randomBytes(1_500_000);

async function serverWithArchive(): Promise<{ server: TestServer; session: string; tag: string }> {
  const server = await startTestServer();
  const session = await server.sessionOf();
  const { headers } = await server.upload(session, 'a.enc', bytes, {
    'Content-Type': 'application/octet-stream',
  });
  return { server, session, tag: String(headers.etag) };
}

/** Waits until the server has found out the digest of an archive. */
async function digestOf(server: TestServer, session: string, name: string): Promise<unknown> {
  let found: unknown;
  await expect
    .poll(
      async () => {
        const files = (await server.list(session)).json['files'] as Record<string, unknown>[];
        found = files.find((file) => file['name'] === name)?.['sha256'];
        return found;
      },
      { timeout: 30_000 },
    )
    .toBeDefined();
  return found;
}

describe('a download of bytes', () => {
  it('gives them with length, entity tag and time', async () => {
    const { server, session, tag } = await serverWithArchive();
    const { status, headers, body } = await server.downloadRaw(session, 'a.enc');
    expect(status).toBe(200);
    expect(body.equals(bytes)).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '1500000',
      'accept-ranges': 'bytes',
      etag: tag,
    });
    expect(tag).toMatch(/^"[\w-]{16}"$/);
    const [file] = (await server.list(session)).json['files'] as { uploaded_at: string }[];
    const listed = new Date(file?.uploaded_at ?? '');
    expect(headers['last-modified']).toBe(listed.toUTCString());
  });

  it.each([
    ['application/octet-stream', true],
    ['Application/Octet-Stream', true],
    ['application/json, application/octet-stream;q=0.5', true],
    ['application/octet-stream;q=0', false],
    ['application/octet-stream; q=0.000', false],
    ['*/*', false],
    ['application/*', false],
    ['application/json', false],
  ])('is what Accept: %s asks for: %s', async (accept, isRaw) => {
    const { server, session } = await serverWithArchive();
    const answer = await server.downloadRaw(session, 'a.enc', { Accept: accept });
    expect(answer.headers['content-type']).toBe(isRaw ? 'application/octet-stream' : 'application/json');
  });

  it('carries the digest of the archive once it is known, like the list', async () => {
    const { server, session } = await serverWithArchive();
    const sha256 = createHash('sha256').update(bytes).digest();
    expect(await digestOf(server, session, 'a.enc')).toBe(sha256.toString('hex'));
    const { headers } = await server.downloadRaw(session, 'a.enc', { Range: 'bytes=5-9' });
    expect(headers['repr-digest']).toBe(`sha-256=:${sha256.toString('base64')}:`);
  });

  it('of an empty archive is empty', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    await server.upload(session, 'empty.enc', '');
    const { status, headers, body } = await server.downloadRaw(session, 'empty.enc');
    expect([status, headers['content-length'], body.length]).toEqual([200, '0', 0]);
    const range = await server.downloadRaw(session, 'empty.enc', { Range: 'bytes=0-' });
    expect([range.status, range.headers['content-range']]).toEqual([416, 'bytes */0']);
  });

  it('gets another entity tag when the archive is replaced by the same bytes', async () => {
    const { server, session, tag } = await serverWithArchive();
    await server.upload(session, 'a.enc', bytes);
    expect((await server.downloadRaw(session, 'a.enc')).headers.etag).not.toBe(tag);
  });
});

describe('a range', () => {
  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=100-199', 100, 200],
    ['bytes=524287-1048577', 524_287, 1_048_578],
    ['bytes=1499999-', 1_499_999, 1_500_000],
    ['bytes=-7', 1_499_993, 1_500_000],
    ['bytes=0-9999999', 0, 1_500_000],
  ])('%s is answered with 206 and these bytes', async (range, start, end) => {
    const { server, session, tag } = await serverWithArchive();
    const { status, headers, body } = await server.downloadRaw(session, 'a.enc', { Range: range });
    expect(status).toBe(206);
    expect(headers).toMatchObject({
      'content-range': `bytes ${start}-${end - 1}/1500000`,
      'content-length': String(end - start),
      etag: tag,
    });
    expect(body.equals(bytes.subarray(start, end))).toBe(true);
  });

  it('that begins after the end is answered with 416 and the size', async () => {
    const { server, session, tag } = await serverWithArchive();
    const answer = await server.downloadRaw(session, 'a.enc', { Range: 'bytes=1500000-' });
    expect(answer.status).toBe(416);
    expect(answer.headers).toMatchObject({ 'content-range': 'bytes */1500000', etag: tag });
  });

  it('one of several is answered with everything', async () => {
    const { server, session } = await serverWithArchive();
    const answer = await server.downloadRaw(session, 'a.enc', { Range: 'bytes=0-1,4-5' });
    expect([answer.status, answer.body.length]).toEqual([200, bytes.length]);
  });

  it('is not taken of the answer of the base level', async () => {
    const { server, session } = await serverWithArchive();
    const answer = await server.call({
      path: '/download-file',
      session,
      name: 'a.enc',
      headers: { Range: 'bytes=0-1' },
    });
    expect([answer.status, answer.json['file_content']]).toEqual([200, bytes.toString('base64')]);
  });
});

describe('a condition', () => {
  const stale = '"0123456789abcdef"';
  it.each([
    // If-Range, RFC 9110, section 13.1.5
    [206, 'If-Range', (tag: string) => tag],
    [200, 'If-Range', () => stale],
    [200, 'If-Range', (tag: string) => `W/${tag}`],
    [200, 'If-Range', () => new Date().toUTCString()],
    // If-Match, section 13.1.1
    [206, 'If-Match', (tag: string) => tag],
    [206, 'If-Match', (tag: string) => `${stale}, ${tag}`],
    [206, 'If-Match', () => '*'],
    [412, 'If-Match', () => stale],
    [412, 'If-Match', (tag: string) => `W/${tag}`],
    [400, 'If-Match', () => 'no tag'],
    // If-None-Match, section 13.1.2
    [206, 'If-None-Match', () => stale],
    [304, 'If-None-Match', (tag: string) => tag],
    [304, 'If-None-Match', (tag: string) => `W/${tag}`],
    [304, 'If-None-Match', () => '*'],
  ] as const)('gives %d for %s', async (status, header, value) => {
    const { server, session, tag } = await serverWithArchive();
    const headers = { Range: 'bytes=0-9', [header]: value(tag) };
    const answer = await server.downloadRaw(session, 'a.enc', headers);
    expect(answer.status).toBe(status);
    const lengths: Readonly<Record<number, number>> = { 200: bytes.length, 206: 10, 304: 0 };
    expect(answer.body.length).toBe(lengths[status] ?? answer.body.length);
  });

  it('that no longer holds gives the new archive whole', async () => {
    const { server, session, tag } = await serverWithArchive();
    await server.upload(session, 'a.enc', 'another');
    const answer = await server.downloadRaw(session, 'a.enc', { Range: 'bytes=3-', 'If-Range': tag });
    expect([answer.status, answer.body.toString()]).toEqual([200, 'another']);
  });
});

describe('deleting', () => {
  it('removes the archive and nothing else', async () => {
    const { server, session } = await serverWithArchive();
    await server.upload(session, 'b.enc', 'kept');
    expect((await server.delete(session, 'a.enc')).status).toBe(200);
    expect((await server.list(session)).json['archives']).toEqual(['b.enc']);
    expect((await server.downloadRaw(session, 'a.enc')).status).toBe(404);
    expect((await server.delete(session, 'a.enc')).status).toBe(404);
  });

  it('does not reach the archives of another account', async () => {
    const { server, session } = await serverWithArchive();
    expect((await server.delete(await server.sessionOf('bob'), 'a.enc')).status).toBe(404);
    expect((await server.downloadRaw(session, 'a.enc')).status).toBe(200);
  });

  it('can be bound to a version', async () => {
    const { server, session, tag } = await serverWithArchive();
    await server.upload(session, 'a.enc', 'newer');
    expect((await server.delete(session, 'a.enc', { 'If-Match': tag })).status).toBe(412);
    const { headers } = await server.downloadRaw(session, 'a.enc');
    expect((await server.delete(session, 'a.enc', { 'If-Match': String(headers.etag) })).status).toBe(200);
  });
});
