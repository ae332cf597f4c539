import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Peer } from '../../src/net/peer.ts';
import { createSecureSocket, type SecureSocketOptions } from '../../src/net/tls/createSecureSocket.ts';
import { loadTlsCredentials } from '../../src/net/tls/credentials.ts';
import {
  day,
  type Identity,
  issue,
  issueForClient,
  issueOddly,
  otherAuthority,
  writeFiles,
} from './support/certificates.ts';
import { listen, serveTcp, serveTls } from './support/server.ts';

type Options = Partial<SecureSocketOptions> & { readonly ca?: string; readonly identity?: Identity };

async function open(peer: Peer, { ca, identity, ...options }: Options = {}): Promise<TLSSocket> {
  const files = await writeFiles({ ...identity, ...(ca === undefined ? {} : { ca }) });
  const socket = await createSecureSocket({ peer, credentials: await loadTlsCredentials(files), ...options });
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** A server with that certificate, which does nothing. */
async function serve(identity: Identity, options = {}) {
  return (await serveTls([() => {}], { ...identity, ...options })).peer;
}

const enough = new Error('enough');
/** A busy machine may take its time for the stage that is not the one to end. */
const soon = (stage: 'connect' | 'handshake') => ({ connect: 30_000, handshake: 30_000, [stage]: 50 });

describe('a secure socket', () => {
  it('is open once both sides have shown their certificates, over TLS 1.3', async () => {
    const socket = await open((await serveTls([() => {}])).peer);
    expect(socket.authorized).toBe(true);
    expect(socket.getProtocol()).toBe('TLSv1.3');
    expect(socket.getPeerX509Certificate()?.issuer).toBe('CN=Test authority');
  });

  it('tells the stages it goes through', async () => {
    const stages: string[] = [];
    await open((await serveTls([() => {}])).peer, { onStage: (stage) => stages.push(stage) });
    expect(stages).toEqual(['connecting', 'handshake', 'credentials']);
  });

  it('takes TLS 1.2 where the server has nothing newer', async () => {
    const { peer } = await serveTls([() => {}], { maxVersion: 'TLSv1.2' });
    expect((await open(peer)).getProtocol()).toBe('TLSv1.2');
  });

  it.each(['TLSv1.1', 'TLSv1'] as const)('refuses %s', async (version) => {
    const peer = await serve(await issue({ ipAddresses: ['127.0.0.1'] }), {
      minVersion: 'TLSv1',
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    await expect(open(peer)).rejects.toMatchObject({ code: 'tls-protocol-too-old', facts: peer });
  });

  it('leaves no listener of its own behind but the one for errors', async () => {
    const { signal } = new AbortController();
    const socket = await open((await serveTls([() => {}])).peer, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const counts = ['connect', 'secureConnect', 'error', 'timeout', 'data'].map((event) =>
      socket.listenerCount(event),
    );
    expect(counts).toEqual([0, 0, 1, 0, 0]);
  });
});

describe('the name of the server', () => {
  it.each([
    ['an IPv4 address', '127.0.0.1', { ipAddresses: ['127.0.0.1'] }],
    ['a name', 'localhost', { dnsNames: ['localhost'] }],
    ['a name in capitals', 'LOCALHOST', { dnsNames: ['localhost'] }],
    [
      'one name of several',
      'localhost',
      { dnsNames: ['backup.example', 'localhost'], ipAddresses: ['192.0.2.1'] },
    ],
  ])('may be %s', async (_what, host, names) => {
    const { port } = await serve(await issue(names));
    await expect(open({ host, port })).resolves.toBeDefined();
  });

  it.each(['::1', '[::1]', '0:0:0:0:0:0:0:1'])('may be the IPv6 address %s', async (host) => {
    const identity = await issue({ ipAddresses: ['::1'] });
    const { port } = await listen((await import('node:tls')).createServer(identity), '::1');
    await expect(open({ host, port })).resolves.toBeDefined();
  });

  it.each([
    ['127.0.0.1', false],
    ['localhost', 'localhost'],
  ])('%s is asked for as SNI may hold it (RFC 6066 §3)', async (host, expected) => {
    const asked = Promise.withResolvers<unknown>();
    const { port } = (await serveTls([({ socket }) => asked.resolve(Reflect.get(socket, 'servername'))]))
      .peer;
    await open({ host, port });
    expect(await asked.promise).toBe(expected);
  });

  it.each([
    ['a name, the address being certified', 'localhost', { ipAddresses: ['127.0.0.1'] }, '127.0.0.1'],
    ['an address, the name being certified', '127.0.0.1', { dnsNames: ['localhost'] }, 'localhost'],
    [
      'an address, another being certified',
      '127.0.0.1',
      { ipAddresses: ['127.0.0.2', '::1'] },
      '127.0.0.2, 0:0:0:0:0:0:0:1',
    ],
    ['a name, another being certified', 'localhost', { dnsNames: ['backup.example'] }, 'backup.example'],
    ['a name, one below it being certified', 'localhost', { dnsNames: ['a.localhost'] }, 'a.localhost'],
  ])('must not be %s', async (_what, host, certified, names) => {
    const { port } = await serve(await issue(certified));
    await expect(open({ host, port })).rejects.toMatchObject({
      code: 'server-name-mismatch',
      facts: { host, port, names },
    });
  });

  it.each(['localhost', '127.0.0.1'])(
    'must not be %s where only the common name says so (RFC 9525 §6.3)',
    async (host) => {
      const { port } = await serve(await issueOddly({ names: [] }));
      await expect(open({ host, port })).rejects.toMatchObject({
        code: 'server-name-mismatch',
        facts: { names: '' },
      });
    },
  );

  it('must not be the common name beside names of another kind', async () => {
    const { port } = await serve(await issueOddly({ names: [{ type: 'email', value: 'a@localhost' }] }));
    await expect(open({ host: 'localhost', port })).rejects.toMatchObject({ code: 'server-name-mismatch' });
  });
});

describe('the certificate of the server', () => {
  it('is refused when it is of another authority', async () => {
    const peer = await serve(await issue({ ipAddresses: ['127.0.0.1'] }));
    await expect(open(peer, { ca: otherAuthority.certificatePem })).rejects.toMatchObject({
      code: 'server-authority-unknown',
      facts: { ...peer, authorityPath: expect.stringMatching(/ca\.crt$/) },
    });
  });

  it('is refused when it is signed by itself', async () => {
    const peer = await serve(await issueOddly({ isSelfSigned: true }));
    await expect(open(peer)).rejects.toMatchObject({
      code: 'server-certificate-self-signed',
      facts: { ...peer, authorityPath: expect.stringMatching(/ca\.crt$/) },
    });
  });

  it('is refused when it has expired', async () => {
    const notBefore = new Date(Date.now() - 2 * day);
    const peer = await serve(await issueOddly({ notBefore, notAfter: new Date(Date.now() - day) }));
    await expect(open(peer)).rejects.toMatchObject({ code: 'server-certificate-expired', facts: peer });
  });

  it('is refused when it is not valid yet', async () => {
    const notAfter = new Date(Date.now() + 2 * day);
    const peer = await serve(await issueOddly({ notBefore: new Date(Date.now() + day), notAfter }));
    await expect(open(peer)).rejects.toMatchObject({ code: 'server-certificate-not-yet-valid', facts: peer });
  });

  it('is refused when it is one for clients', async () => {
    const peer = await serve(await issueOddly({ kind: 'client' }));
    await expect(open(peer)).rejects.toMatchObject({
      code: 'server-certificate-wrong-use',
      facts: peer,
    });
  });
});

describe('a connection that does not come about', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('is refused when nobody listens', async () => {
    const server = createServer();
    const peer = await listen(server);
    server.close();
    await once(server, 'close');
    await expect(open(peer)).rejects.toMatchObject({ code: 'connection-refused', facts: peer });
  });

  it.each(['nowhere.invalid', 'no..such', '', 'a b'])('is refused when no host is named %j', async (host) => {
    const peer = { host, port: 8443 };
    await expect(open(peer)).rejects.toMatchObject({ code: 'host-unknown', facts: peer });
  });

  it('is given up when nobody takes it', async () => {
    const peer = await busyPeer();
    await expect(open(peer, { timeouts: soon('connect') })).rejects.toMatchObject({
      code: 'connection-timed-out',
      facts: { ...peer, stage: 'connect', seconds: 0.05 },
    });
  });

  it('is given up when the server is silent in the handshake', async () => {
    const { peer } = await serveTcp((socket) => socket.resume());
    await expect(open(peer, { timeouts: soon('handshake') })).rejects.toMatchObject({
      code: 'connection-timed-out',
      facts: { ...peer, stage: 'handshake', seconds: 0.05 },
    });
  });

  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['SMTP', '220 mail ESMTP\r\n'],
  ])('is refused when the server speaks %s without TLS', async (_what, greeting) => {
    const { peer } = await serveTcp((socket) => socket.end(greeting));
    await expect(open(peer)).rejects.toMatchObject({ code: 'not-tls', facts: peer });
  });

  it('is lost when the server closes in the handshake', async () => {
    const { peer } = await serveTcp((socket) => socket.once('data', () => socket.destroy()));
    await expect(open(peer)).rejects.toMatchObject({ code: 'connection-lost', facts: peer });
  });

  it('is refused by a server of TLS 1.2 that wants another certificate', async () => {
    const { peer } = await serveTls([() => {}], { maxVersion: 'TLSv1.2' });
    const identity = await issueForClient(otherAuthority);
    await expect(open(peer, { identity })).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('is not tried when the environment turns the check of servers off', async () => {
    const { peer, connections } = await serveTcp(() => {});
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await expect(open(peer)).rejects.toMatchObject({ code: 'tls-verification-disabled' });
    expect(connections()).toBe(0);
  });

  it('is not tried when it was aborted before', async () => {
    const { peer, connections } = await serveTcp(() => {});
    await expect(open(peer, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(connections()).toBe(0);
  });

  it.each(['connecting', 'handshake'] as const)('is aborted while %s, and closed', async (stage) => {
    const closed = Promise.withResolvers<unknown>();
    const { peer } = await serveTcp((socket) => socket.on('close', closed.resolve).resume());
    const abort = new AbortController();
    const onStage = (reached: string) => {
      if (reached === stage) abort.abort(enough);
    };
    await expect(open(peer, { signal: abort.signal, onStage })).rejects.toBe(enough);
    if (stage === 'handshake') await closed.promise;
  });

  it('is aborted while it waits for the server to take it', async () => {
    const peer = await busyPeer();
    const abort = new AbortController();
    const opening = open(peer, {
      signal: abort.signal,
      onStage: () => setImmediate(() => abort.abort(enough)),
    });
    await expect(opening).rejects.toBe(enough);
  });
});

/** A port on which the system takes no more connections, because nobody has taken those before. */
async function busyPeer(): Promise<Peer> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  onTestFinished(async () => void (await worker.terminate()));
  const [port] = (await once(worker, 'message')) as [number];
  const net = await import('node:net');
  for (const _ of [1, 2]) {
    const socket = net.connect(port, '127.0.0.1').on('error', () => {});
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
  }
  return { host: '127.0.0.1', port };
}
