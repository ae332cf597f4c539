import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loginToServer, logout, type Session } from '../../src/client/session.ts';
import { uploadFile } from '../../src/client/upload.ts';
import { attacker, sendJson } from '../faults/support/hostileServer.ts';
import { authority, clientIdentity } from '../net/support/certificates.ts';
import { serveTls, type Visitor } from '../net/support/server.ts';
import { makeHome } from '../support/clientHome.ts';

interface Request {
  readonly name: string | undefined;
  readonly body: string;
}

/** A session on a server that answers each upload as told, in turn, the last answer again and again. */
async function enter(...answers: readonly ((visitor: Visitor) => unknown)[]) {
  const requests: Request[] = [];
  const { peer } = await serveTls([
    attacker(async (visitor, head, body) => {
      requests.push({ name: /^file-name: (.*)$/im.exec(head)?.[1], body });
      await answers[Math.min(requests.length, answers.length) - 1]?.(visitor);
    }),
  ]);
  const { cert, key } = clientIdentity;
  const home = await makeHome({ cert, key, ca: authority.certificatePem });
  const session: Session = await loginToServer({
    home,
    ...peer,
    username: 'ada',
    password: 'correct horse',
    willSeal: true,
  });
  onTestFinished(() => logout(session));
  const source = join(home, 'source');
  await writeFile(source, 'content');
  return { upload: () => uploadFile(session, [source]), requests, session };
}

const taken = (visitor: Visitor) => sendJson(visitor, { message: 'taken' }, '412 Precondition Failed');

/** The first bytes of an archive, which were asked for. */
async function sendArchive({ socket }: Visitor, archive: Buffer): Promise<void> {
  const part = archive.subarray(0, 32);
  socket.write(
    `HTTP/1.1 206 Partial Content\r\nETag: "x"\r\nContent-Range: bytes 0-31/${archive.length}\r\nContent-Length: 32\r\n\r\n`,
  );
  socket.write(part);
}

const stored = (visitor: Visitor) => sendJson(visitor, { message: 'stored' });
const refused = (status: string) => (visitor: Visitor) => sendJson(visitor, { message: 'no' }, status);

test('what the server has stored already, though its answer was lost, comes again under its name, byte by byte', async () => {
  const { upload, requests } = await enter((visitor) => visitor.socket.destroy(), stored);
  const { name } = await upload();
  expect(requests).toHaveLength(2);
  expect(requests[1]).toEqual(requests[0]);
  expect(requests[0]?.name).toBe(name);
});

test('an archive that the server has already, though its answer was lost, is not stored under another name', async () => {
  const { upload, requests, session } = await enter((visitor) => visitor.socket.destroy(), taken, ownBytes);
  const { name } = await upload();
  expect(session.capabilities.raw).toBe(true);
  expect(requests.map((request) => request.name)).toEqual([name, name, name]);

  /** What is asked of the archive that is there. */
  function ownBytes(visitor: Visitor) {
    return sendArchive(visitor, Buffer.from(requests[0]?.body ?? '', 'latin1'));
  }
});

test('an archive of another, which has the name, is left alone, and ours gets the next one', async () => {
  const others = (visitor: Visitor) => sendArchive(visitor, Buffer.alloc(4096, 'of another machine'));
  const { upload, requests } = await enter(taken, others, stored);
  const { name } = await upload();
  expect(name).toMatch(/-2\.enc$/);
  expect(requests.map((request) => request.name?.endsWith('-2.enc'))).toEqual([false, false, true]);
});

test('a server that says of every name that it is taken is given up', async () => {
  const { upload, requests } = await enter(taken);
  await expect(upload()).rejects.toMatchObject({ code: 'server-answered', facts: { status: 412 } });
  expect(requests.length).toBeLessThan(300);
});

test('after a session that ended the same archive is sent again, once', async () => {
  const { upload, requests } = await enter(refused('401 Unauthorized'), stored);
  await upload();
  expect(requests).toHaveLength(2);
  expect(requests[1]).toEqual(requests[0]);
});

test.each(['413 Content Too Large', '507 Insufficient Storage', '400 Bad Request'])(
  'an archive that is refused (%s) is not sent again',
  async (status) => {
    const { upload, requests } = await enter(refused(status), stored);
    await expect(upload()).rejects.toMatchObject({ code: 'server-answered' });
    expect(requests).toHaveLength(1);
  },
);
