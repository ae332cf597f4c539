import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../../src/pki/authority.ts';
import { startServer } from '../../src/server/server.ts';
import {
  alicesMachine,
  answerTo,
  authority,
  type Call,
  newIdentity,
  otherMachine,
  serverIdentity,
  startTestServer,
  temporaryFolder,
} from './support.ts';

describe('the door', () => {
  it('refuses a client without a certificate', async () => {
    const server = await startTestServer();
    await expect(server.login('alice', 'secret', { identity: null })).rejects.toThrow();
    expect(server.log).toContainEqual(expect.objectContaining({ event: 'handshake-failed' }));
  });

  it('refuses a certificate of another authority, even one of the same name', async () => {
    const server = await startTestServer();
    const stranger = await newIdentity(await createAuthority({ commonName: 'Test authority' }));
    await expect(server.login('alice', 'secret', { identity: stranger })).rejects.toThrow();
  });

  it('refuses a server certificate where a client certificate is due', async () => {
    const server = await startTestServer();
    const identity = { cert: serverIdentity.certificatePem, key: serverIdentity.privateKeyPem };
    await expect(server.login('alice', 'secret', { identity })).rejects.toThrow();
  });

  it('lets a client without a certificate in where none is required', async () => {
    const server = await startTestServer({ requireClientCertificate: false });
    const session = await server.sessionOf('alice', 'secret', { identity: null });
    expect((await server.call({ path: '/get-files', session, identity: null })).status).toBe(404);
  });

  it('speaks TLS 1.3 and 1.2, and nothing older', async () => {
    const server = await startTestServer();
    for (const version of ['TLSv1.3', 'TLSv1.2'] as const) {
      expect(
        (await server.login('alice', 'secret', { minVersion: version, maxVersion: version })).status,
      ).toBe(200);
    }
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(server.login('alice', 'secret', old)).rejects.toThrow();
  });

  it('knows the client certificate of a resumed TLS session', async () => {
    const server = await startTestServer();
    const options = {
      host: '127.0.0.1',
      port: server.running.port,
      ca: authority.certificatePem,
      ...alicesMachine,
    };
    const ticket = new Promise<Buffer>((resolve) => {
      const first = connect(options).once('session', (session: Buffer) => {
        resolve(session);
        first.destroy();
      });
    });
    const session = await server.sessionOf();
    const resumed = connect({ ...options, session: await ticket });
    await once(resumed, 'secureConnect');
    expect(resumed.isSessionReused()).toBe(true);
    const outgoing = request({
      path: '/get-files',
      headers: { Authorization: session },
      createConnection: () => resumed,
    });
    outgoing.end();
    expect((await answerTo(outgoing)).json).toEqual({ message: 'No archives found' });
  });

  it('serves many requests on one connection, refused ones among them', async () => {
    const server = await startTestServer();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const session = await server.sessionOf('alice', 'secret', { agent });
    const sockets = new Set<unknown>();
    const call = async (options: Call) => {
      const outgoing = server.begin({ session, agent, ...options });
      outgoing.once('socket', (socket: TLSSocket) => sockets.add(socket));
      outgoing.end(options.body);
      return (await answerTo(outgoing)).status;
    };
    const body = Buffer.alloc(1_000_000, 'A');
    const upload = { method: 'POST', path: '/upload-file', name: 'a.enc' };
    expect(await call({ ...upload, body })).toBe(200);
    expect(await call({ ...upload, body: 'small', name: '..' })).toBe(400);
    expect(await call({ ...upload, body: '', name: 'empty.enc' })).toBe(200);
    expect(await call({ path: '/download-file', name: 'a.enc' })).toBe(200);
    expect(await call({ path: '/get-files' })).toBe(200);
    expect(sockets.size).toBe(1);
    agent.destroy();
  });
});

describe('places', () => {
  it('are not kept from others by a client that opens many connections and does nothing with them', async () => {
    const server = await startTestServer({ maximumConnections: 4 });
    const { port } = server.running;
    const idle = Array.from({ length: 8 }, () =>
      connect({ host: '127.0.0.1', port, ca: authority.certificatePem, ...otherMachine }).on(
        'error',
        () => undefined,
      ),
    );
    await Promise.all(idle.slice(4).map((socket) => once(socket, 'close')));
    expect(
      await Promise.all([server.login(), server.login()].map(async (one) => (await one).status)),
    ).toEqual([200, 200]);
    for (const socket of idle) socket.destroy();
  });

  it('are not kept from others before the handshake either', async () => {
    const server = await startTestServer({ maximumConnections: 4 });
    const silent = Array.from({ length: 8 }, () => connectTcp(server.running.port, '127.0.0.1'));
    await Promise.all(silent.slice(0, 4).map((socket) => once(socket, 'close')));
    expect((await server.login()).status).toBe(200);
    for (const socket of silent) socket.destroy();
  });
});

describe('requests that are sent without waiting for answers', () => {
  it('are done one after the other', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const socket = connect({
      host: '127.0.0.1',
      port: server.running.port,
      ca: authority.certificatePem,
      ...alicesMachine,
    });
    const head = (method: string, path: string, more: string) =>
      `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${session}\r\nFile-Name: a.enc\r\n${more}\r\n`;
    socket.write(
      `${head('POST', '/upload-file', 'Content-Length: 1\r\n')}x` +
        head('GET', '/download-file', '') +
        head('POST', '/delete-file', '') +
        head('GET', '/get-files', 'Connection: close\r\n'),
    );
    const answers = await text(socket);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 200',
      'HTTP/1.1 200',
      'HTTP/1.1 404',
    ]);
  });

  it('do not keep the server from closing when their client has left', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    await server.upload(session, 'a.enc', Buffer.alloc(2 ** 24));
    const socket = connect({
      host: '127.0.0.1',
      port: server.running.port,
      ca: authority.certificatePem,
      ...alicesMachine,
    });
    const download = `GET /download-file HTTP/1.1\r\nHost: x\r\nAuthorization: ${session}\r\nFile-Name: a.enc\r\n\r\n`;
    socket.write(download.repeat(3));
    await once(socket, 'readable');
    socket.destroy();
    await server.running.close();
  });
});

describe('starting', () => {
  const options = {
    host: '127.0.0.1',
    port: 0,
    certificatePem: serverIdentity.certificatePem,
    privateKeyPem: serverIdentity.privateKeyPem,
    authorityPem: authority.certificatePem,
    log: () => undefined,
  };

  it('says so when the port is taken', async () => {
    const { port } = (await startTestServer()).running;
    const second = startServer({ ...options, port, dataFolder: await temporaryFolder() });
    await expect(second).rejects.toMatchObject({ code: 'port-in-use', facts: { host: '127.0.0.1', port } });
  });

  it('says so when the address is not one of this machine', async () => {
    const started = startServer({ ...options, host: '192.0.2.1', dataFolder: await temporaryFolder() });
    await expect(started).rejects.toMatchObject({ code: 'usage' });
  });

  it('says so when the key is not the one of the certificate', async () => {
    const privateKeyPem = alicesMachine.key;
    const started = startServer({ ...options, privateKeyPem, dataFolder: await temporaryFolder() });
    await expect(started).rejects.toMatchObject({ code: 'usage' });
  });

  it('says so when the data folder cannot be used, and frees the port', async () => {
    await expect(startServer({ ...options, dataFolder: '/dev/null/data' })).rejects.toMatchObject({
      code: 'write-refused',
    });
  });
});

describe('closing', () => {
  it('lets a running request finish, then refuses connections', async () => {
    const server = await startTestServer({ graceMilliseconds: 60_000 });
    const session = await server.sessionOf();
    const outgoing = await server.beginUpload(session, 'a.enc', { 'Content-Length': '10' });
    const closed = server.running.close();
    outgoing.end('0123456789');
    const answer = await answerTo(outgoing);
    expect(answer.status).toBe(200);
    expect(answer.headers.connection).toBe('close');
    await closed;
    await expect(server.login()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('cuts off what does not finish in time, and leaves nothing of it', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const outgoing = await server.beginUpload(session, 'a.enc', { 'Content-Length': '10' });
    const failed = once(outgoing, 'close').catch(() => undefined);
    await server.running.close();
    await failed;
    expect(await server.incoming()).toEqual([]);
  });

  it('does not wait for a connection that never got as far as TLS', async () => {
    const server = await startTestServer();
    const socket = connectTcp(server.running.port, '127.0.0.1');
    await once(socket, 'connect');
    await server.running.close();
    await once(socket, 'close');
  });
});
