import { hash, randomBytes } from 'node:crypto';
import { open, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Answer, startTestServer, type TestServer } from './support.ts';

const archiveId = randomBytes(16);

/** An envelope with the layout of a sealed archive, and anything for its slots. */
function envelope(fill: number, { id = archiveId, slots = 1984 } = {}): Buffer {
  const bytes = Buffer.alloc(32 + slots + 32, fill);
  bytes.set(Buffer.from('895343410d0a1a0a01000000', 'hex'));
  bytes.set(id, 12);
  bytes.writeUInt32BE(slots, 28);
  return bytes;
}

const payload = randomBytes(300_000);
const sealed: Buffer = Buffer.concat([envelope(1), payload]);

function rewrap(
  server: TestServer,
  session: string,
  body: Buffer,
  headers: Record<string, string>,
  name = 'a.enc',
): Promise<Answer> {
  return server.call({ method: 'POST', path: '/rewrap-file', session, name, headers, body });
}

async function serverWithSealed(content = sealed) {
  const server = await startTestServer();
  const session = await server.sessionOf();
  const { headers } = await server.upload(session, 'a.enc', content);
  return { server, session, tag: String(headers.etag) };
}

describe('a new envelope', () => {
  it('takes the place of the old one, under a new entity tag, and keeps the time of the upload', async () => {
    const { server, session, tag } = await serverWithSealed();
    const path = join(server.dataFolder, 'archives', 'alice', 'a.enc');
    const longAgo = new Date(Date.UTC(2026, 0, 1));
    await utimes(path, longAgo, longAgo);
    const current = String((await server.downloadRaw(session, 'a.enc')).headers.etag);
    expect(current).not.toBe(tag);

    const answer = await rewrap(server, session, envelope(2), { 'If-Match': current });
    expect(answer.status).toBe(200);
    const download = await server.downloadRaw(session, 'a.enc');
    expect(download.headers.etag).toBe(answer.headers.etag);
    expect(download.headers.etag).not.toBe(current);
    expect(download.body.equals(Buffer.concat([envelope(2), payload]))).toBe(true);
    const [file] = (await server.list(session)).json['files'] as { uploaded_at: string }[];
    expect(file?.uploaded_at).toBe(longAgo.toISOString());
    // A backup program that goes by times alone sees that something has changed.
    expect((await stat(path)).mtimeMs).toBe(longAgo.getTime() + 1);
    expect(await readdir(join(server.dataFolder, 'journal'))).toEqual([]);
  });

  it.each<[string, number, (tag: string) => Record<string, string>, Buffer, string?]>([
    ['of another length', 409, (tag) => ({ 'If-Match': tag }), envelope(2, { slots: 1985 })],
    ['of another archive', 409, (tag) => ({ 'If-Match': tag }), envelope(2, { id: randomBytes(16) })],
    ['that is none', 409, (tag) => ({ 'If-Match': tag }), Buffer.alloc(2048)],
    ['that is empty', 409, (tag) => ({ 'If-Match': tag }), Buffer.alloc(0)],
    ['longer than any', 409, (tag) => ({ 'If-Match': tag }), Buffer.alloc(70_000)],
    ['for an earlier version', 412, () => ({ 'If-Match': '"0123456789abcdef"' }), envelope(2)],
    ['for a weak version', 412, (tag) => ({ 'If-Match': `W/${tag}` }), envelope(2)],
    ['for no version', 428, () => ({}), envelope(2)],
    ['for an archive that is not there', 404, (tag) => ({ 'If-Match': tag }), envelope(2), 'b.enc'],
  ])('%s is refused with %d', async (_, status, headers, body, name) => {
    const { server, session, tag } = await serverWithSealed();
    expect((await rewrap(server, session, body, headers(tag), name)).status).toBe(status);
    const download = await server.downloadRaw(session, 'a.enc');
    expect([download.headers.etag, download.body.equals(sealed)]).toEqual([tag, true]);
  });

  it.each<[string, Buffer]>([
    ['a plain file', randomBytes(5000)],
    ['a file shorter than an envelope', envelope(1).subarray(0, 2000)],
    ['an archive of an unknown version', Buffer.from(sealed).fill(2, 8, 9)],
  ])('does not fit %s', async (_, content) => {
    const { server, session, tag } = await serverWithSealed(content);
    const body = Buffer.alloc(2048);
    content.copy(body);
    expect((await rewrap(server, session, body, { 'If-Match': tag })).status).toBe(409);
  });

  it('is seen whole or not at all by readers at the same time, and goes with its entity tag', async () => {
    const { server, session, tag } = await serverWithSealed();
    const fills = new Map<string, number>([[tag, 1]]);
    let current = tag;
    const writing = (async () => {
      for (let fill = 2; fill <= 40; fill += 1) {
        const answer = await rewrap(server, session, envelope(fill), { 'If-Match': current });
        expect(answer.status).toBe(200);
        current = String(answer.headers.etag);
        fills.set(current, fill);
      }
    })();
    const seen: { tag: string; body: Buffer }[] = [];
    let isWriting = true;
    const readers = Array.from({ length: 4 }, async () => {
      while (isWriting) {
        const answer = await server.downloadRaw(session, 'a.enc', { Range: 'bytes=0-2999' });
        expect(answer.status).toBe(206);
        seen.push({ tag: String(answer.headers.etag), body: answer.body });
      }
    });
    await writing;
    isWriting = false;
    await Promise.all(readers);
    expect(seen.length).toBeGreaterThan(4);
    for (const { tag: seenTag, body } of seen) {
      const expected = Buffer.concat([envelope(fills.get(seenTag) ?? 0), payload]).subarray(0, 3000);
      expect(body.equals(expected)).toBe(true);
    }
  });

  it('comes after a download that had begun with the old one', async () => {
    const large = Buffer.concat([envelope(1), Buffer.alloc(48 * 2 ** 20, 7)]);
    const { server, session, tag } = await serverWithSealed(large);
    const headers = { Accept: 'application/octet-stream' };
    const outgoing = server.begin({ path: '/download-file', session, name: 'a.enc', headers });
    const response = new Promise<AsyncIterable<Buffer>>((resolve) => outgoing.once('response', resolve));
    outgoing.end();
    const begun = await response;
    expect((await rewrap(server, session, envelope(2), { 'If-Match': tag })).status).toBe(200);
    const chunks: Buffer[] = [];
    for await (const chunk of begun) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(large)).toBe(true);
  });

  it('wins only once when two are sent for the same version', async () => {
    const { server, session, tag } = await serverWithSealed();
    const answers = await Promise.all(
      [2, 3].map((fill) => rewrap(server, session, envelope(fill), { 'If-Match': tag })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });
});

describe('a power cut in the middle of replacing an envelope', () => {
  async function torn(owner = 'alice') {
    const { server } = await serverWithSealed();
    await server.running.close();
    const path = join(server.dataFolder, 'archives', owner, 'a.enc');
    const file = await open(path, 'r+');
    await file.write(envelope(2), 100, 500, 100);
    await file.close();
    const { ino } = await stat(path, { bigint: true });
    return { dataFolder: server.dataFolder, path, inode: String(ino) };
  }

  async function writeJournal(dataFolder: string, entry: object): Promise<void> {
    const name = hash('sha256', 'alice/a.enc');
    await writeFile(join(dataFolder, 'journal', name), JSON.stringify(entry));
  }

  it('is made up for at the next start', async () => {
    const { dataFolder, path, inode } = await torn();
    const text = envelope(2).toString('base64');
    await writeJournal(dataFolder, { owner: 'alice', name: 'a.enc', inode, envelope: text });
    const server = await startTestServer({ dataFolder });
    const whole = Buffer.concat([envelope(2), payload]);
    expect((await readFile(path)).equals(whole)).toBe(true);
    const { body } = await server.downloadRaw(await server.sessionOf(), 'a.enc');
    expect(body.equals(whole)).toBe(true);
    expect(await readdir(join(dataFolder, 'journal'))).toEqual([]);
  });

  it('does not touch an archive that has taken the name since', async () => {
    const { dataFolder, path, inode } = await torn();
    await writeFile(path, 'another');
    const text = envelope(2).toString('base64');
    await writeJournal(dataFolder, { owner: 'alice', name: 'a.enc', inode, envelope: text });
    await writeFile(join(dataFolder, 'journal', 'unfinished.tmp'), 'half');
    await startTestServer({ dataFolder });
    expect(await readFile(path, 'utf8')).toBe('another');
    expect(await readdir(join(dataFolder, 'journal'))).toEqual([]);
  });
});
