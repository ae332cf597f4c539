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
  return { upload: () => uploadFile(session, [source]), requests };
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
