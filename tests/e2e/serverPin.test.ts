import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Forged, forge } from '../support/forge.ts';
import { runProgram } from '../support/program.ts';
import { startOnTerminal } from '../support/pty.ts';

const authority = await forge({ subject: 'Authority', isAuthority: true });
const ada = await forge({ subject: 'ada', issuer: authority, purpose: 'client', names: [] });
const first = await forge({ subject: 'backup', issuer: authority });
const renewed = await forge({ subject: 'backup', issuer: authority, keys: first.keys });
const other = await forge({ subject: 'impostor', issuer: authority });
const fingerprintOf = ({ cert }: Forged) => new X509Certificate(cert).fingerprint256;

/** A server that says yes to everything, and shows whatever certificate it is told to. */
const requests: string[] = [];
const server = createServer({ ca: authority.cert, requestCert: true }, (socket) => {
  socket.on('error', () => {});
  socket.on('data', (data) => {
    requests.push(data.toString('latin1'));
    const body = '{"message":"","session_id":"x"}';
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
});
const show = ({ cert, key }: Forged) => server.setSecureContext({ cert, key, ca: authority.cert });

let home: string;
let login: readonly string[];
const environment = { SECURE_CLIENT_PASSWORD: 'secret' };

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'server-pin-'));
  await mkdir(join(home, 'certs'));
  await writeFile(join(home, 'certs/client.crt'), ada.cert);
  await writeFile(join(home, 'certs/client.key'), ada.key);
  await writeFile(join(home, 'certs/ca.crt'), authority.cert);
  const { port } = server.address() as AddressInfo;
  login = ['login', '--home', home, '--host', '127.0.0.1', '--port', String(port), '--username', 'ada'];
  show(first);
  await runProgram(login, environment);
  requests.length = 0;
  return () => rm(home, { recursive: true });
});
const logIn = (...more: readonly string[]) => runProgram([...login, ...more], environment);

describe('a server that was logged in to before', () => {
  test('is known again, without a word', async () => {
    const { exitCode, stderr } = await logIn();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  test('may renew its certificate, which is noted once', async () => {
    show(renewed);
    const { exitCode, stderr } = await logIn();
    expect(exitCode).toBe(0);
    expect(stderr).toBe('The server shows a renewed certificate, for the same key as before.\n');
    expect((await logIn()).stderr).toBe('');
  });

  test('gets no password when it shows another key', async () => {
    show(other);
    const { exitCode, stdout } = await logIn('--json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'server-certificate-changed',
        next: expect.stringContaining(`login --accept-certificate ${fingerprintOf(other)}`),
      },
    });
    expect(requests).toEqual([]);
  });

  test('is known by another key once exactly that one was accepted', async () => {
    show(other);
    expect((await logIn('--accept-certificate', fingerprintOf(renewed))).exitCode).toBe(3);
    expect(requests).toEqual([]);
    expect((await logIn('--accept-certificate', fingerprintOf(other))).exitCode).toBe(0);
    expect((await logIn()).exitCode).toBe(0);
    show(first);
    expect((await logIn()).exitCode).toBe(3);
  });

  test('takes a fingerprint that is none for a mistake', async () => {
    const { exitCode, stderr } = await logIn('--accept-certificate', 'AB:CD');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('64 hexadecimal digits');
  });
});

describe('on a terminal', () => {
  async function ask(
    answer: string,
    ...more: readonly string[]
  ): Promise<{ exitCode: number; screen: string }> {
    show(other);
    const terminal = startOnTerminal([...login, ...more], home, environment);
    await terminal.see(/\[(y|o)\/N\]/);
    const screen = terminal.screen();
    terminal.press(`${answer}\r`);
    return { exitCode: await terminal.exited, screen };
  }

  test('the old certificate is shown against the new one', async () => {
    const { screen } = await ask('n');
    const halves = (forged: Forged) => [fingerprintOf(forged).slice(0, 47), fingerprintOf(forged).slice(48)];
    for (const half of [...halves(first), ...halves(other)]) expect(screen).toContain(half);
    expect(screen).toMatch(/Before\n {2}for +CN=backup\n {2}issued by +CN=Authority\n {2}valid +\d/);
    expect(screen).toMatch(/Now\n {2}for +CN=impostor\n/);
  });

  test('no, the answer where nothing is typed, keeps what is known', async () => {
    expect((await ask('')).exitCode).toBe(3);
    expect(requests).toEqual([]);
    show(first);
    expect((await logIn()).exitCode).toBe(0);
  });

  test('yes logs in, and knows the server by the new one', async () => {
    expect((await ask('y')).exitCode).toBe(0);
    expect((await logIn()).exitCode).toBe(0);
  });

  test('yes is oui in French', async () => {
    expect((await ask('oui', '--lang', 'fr')).exitCode).toBe(0);
  });
});

describe('a certificate that ends soon', () => {
  const ending = forge({ subject: 'backup', issuer: authority, to: 5.5, keys: first.keys });
  const sentence = "Soon to expire: the server's certificate (5 days left).";

  test('is noted by every command that logs in', async () => {
    show(await ending);
    await logIn();
    expect((await runProgram(['list', ...login.slice(1)], environment)).stderr).toBe(`${sentence}\n`);
  });

  test('is not noted where quiet is asked for', async () => {
    show(await ending);
    expect((await logIn('--quiet')).stderr).toBe('');
  });

  test('is told by its date in the document of the login', async () => {
    const { stdout } = await logIn('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      server_certificate_expires: new X509Certificate(first.cert).validToDate.toISOString(),
      authority_expires: new X509Certificate(authority.cert).validToDate.toISOString(),
      client_certificate_expires: new X509Certificate(ada.cert).validToDate.toISOString(),
    });
  });
});
