import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { initAuthority, issueToFolder } from '../../src/pki/files.ts';
import { revoke } from '../../src/pki/revoke.ts';
import {
  alicesMachine,
  authority,
  type Identity,
  newIdentity,
  otherMachine,
  startTestServer,
  temporaryFolder,
} from './support.ts';

/** The authority in a folder, and a list that a server reads. */
async function revocable() {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'authority.crt'), authority.certificatePem);
  await writeFile(join(folder, 'authority.key'), authority.privateKeyPem);
  const revocationListPath = join(folder, 'server', 'ca.crl');
  await mkdir(join(folder, 'server'));
  return {
    revocationListPath,
    async revoke({ cert }: Identity) {
      const path = join(folder, 'revoked.crt');
      await writeFile(path, cert);
      await revoke(folder, path, [revocationListPath]);
    },
  };
}

describe('a revoked certificate', () => {
  it('opens no connection any more, at once; others do', async () => {
    const { revocationListPath, revoke } = await revocable();
    const server = await startTestServer({ revocationListPath });
    const stolen = await newIdentity();
    expect((await server.login('alice', 'secret', { identity: stolen })).status).toBe(200);
    await revoke(stolen);
    await expect(server.login('alice', 'secret', { identity: stolen })).rejects.toThrow();
    expect(server.log).toContainEqual(
      expect.objectContaining({
        event: 'handshake-failed',
        facts: expect.objectContaining({ problem: 'CERT_REVOKED' }),
      }),
    );
    expect((await server.login()).status).toBe(200);
    // The next one joins the first in the list.
    await revoke(otherMachine);
    await expect(server.login('alice', 'secret', { identity: otherMachine })).rejects.toThrow();
    await expect(server.login('alice', 'secret', { identity: stolen })).rejects.toThrow();
    expect((await server.login()).status).toBe(200);
  });

  it('gets nothing more on a connection it has, or in the middle of a transfer', async () => {
    const { revocationListPath, revoke } = await revocable();
    const server = await startTestServer({ revocationListPath });
    const identity = await newIdentity();
    const session = await server.sessionOf('alice', 'secret', { identity });
    const outgoing = server.begin({
      method: 'POST',
      path: '/upload-file',
      session,
      name: 'a.enc',
      identity,
      headers: { 'Content-Length': '10', Expect: '100-continue' },
    });
    outgoing.flushHeaders();
    await once(outgoing, 'continue');
    const cutOff = new Promise((resolve) => outgoing.on('error', () => undefined).once('close', resolve));
    await revoke(identity);
    // Another client's handshake is enough to notice, where the file system tells nothing.
    await server.login();
    await cutOff;
  });

  it('does not get in with a session that TLS resumes', async () => {
    const { revocationListPath, revoke } = await revocable();
    const server = await startTestServer({ revocationListPath });
    const identity = await newIdentity();
    const options = {
      host: '127.0.0.1',
      port: server.running.port,
      ca: authority.certificatePem,
      ...identity,
    };
    const ticket = await new Promise<Buffer>((resolve) => {
      const first = connect(options).once('session', (session: Buffer) => {
        resolve(session);
        first.destroy();
      });
    });
    await revoke(identity);
    const resumed = connect({ ...options, session: ticket });
    resumed.on('error', () => undefined);
    resumed.write('GET /get-files HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const received: Buffer[] = [];
    resumed.on('data', (chunk: Buffer) => received.push(chunk));
    await new Promise((resolve) => resumed.once('close', resolve));
    expect(received).toEqual([]);
  });

  it('of before the server started is refused too', async () => {
    const { revocationListPath, revoke } = await revocable();
    await revoke(otherMachine);
    const server = await startTestServer({ revocationListPath });
    await expect(server.login('alice', 'secret', { identity: otherMachine })).rejects.toThrow();
    expect((await server.login()).status).toBe(200);
  });

  it('stays revoked when the list is lost or broken, which the log says', async () => {
    const { revocationListPath, revoke } = await revocable();
    await revoke(otherMachine);
    const server = await startTestServer({ revocationListPath });
    await rm(revocationListPath);
    await expect(server.login('alice', 'secret', { identity: otherMachine })).rejects.toThrow();
    await writeFile(revocationListPath, 'no list');
    await expect(server.login('alice', 'secret', { identity: otherMachine })).rejects.toThrow();
    expect((await server.login()).status).toBe(200);
    const unusable = server.log.filter(({ event }) => event === 'revocation-list-unusable');
    expect(unusable).toHaveLength(1);
  });

  it('makes no difference on a connection of somebody else that stays open', async () => {
    const { revocationListPath, revoke } = await revocable();
    const server = await startTestServer({ revocationListPath });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const session = await server.sessionOf('alice', 'secret', { agent });
    await revoke(otherMachine);
    const outgoing = server.begin({ path: '/get-files', session, agent, identity: alicesMachine });
    outgoing.end();
    const [response] = await once(outgoing, 'response');
    expect([response.statusCode, outgoing.reusedSocket]).toEqual([404, true]);
    agent.destroy();
  });
});

it.each([
  ['that is none', async () => 'no list'],
  ['of another authority', listOfAnother],
])('a server does not start with a list %s', async (_, content) => {
  const folder = await temporaryFolder();
  const revocationListPath = join(folder, 'ca.crl');
  await writeFile(revocationListPath, await content());
  await expect(startTestServer({ revocationListPath })).rejects.toMatchObject({ code: 'usage' });
});

/** A list that an authority of its own has signed. */
async function listOfAnother(): Promise<string> {
  const folder = await temporaryFolder();
  await initAuthority(folder, { commonName: 'Another authority' });
  await issueToFolder(folder, { kind: 'client', name: 'eve', outFolder: join(folder, 'out') });
  const { paths } = await revoke(folder, 'eve');
  return readFile(paths[0] ?? '', 'utf8');
}
