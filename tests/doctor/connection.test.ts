import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkAccount } from '../../src/client/doctor/account.ts';
import { exitCodeOfChecks } from '../../src/client/doctor/check.ts';
import { type ConnectionOptions, checkConnection } from '../../src/client/doctor/connection.ts';
import { loginToServer, logout } from '../../src/client/session.ts';
import type { Peer } from '../../src/net/peer.ts';
import {
  authority,
  clientIdentity,
  issue,
  issueForClient,
  issueOddly,
  otherAuthority,
} from '../net/support/certificates.ts';
import { listen, serveTcp, serveTls } from '../net/support/server.ts';
import { account, startBaseServer } from '../support/baseServer.ts';
import { makeHome } from '../support/clientHome.ts';
import { foundBy, leftOut, troubles } from './checks.ts';

const homeOf = (ca = authority.certificatePem, identity = clientIdentity) => makeHome({ ...identity, ca });
const answering = (options: TlsOptions = {}) =>
  serveTls([(visitor) => visitor.answer('{}', '403 No')], options);

async function check(home: string, peer: Peer, more: Partial<ConnectionOptions> = {}) {
  const { checks, pool } = await checkConnection({
    home,
    peer,
    config: { version: 1 },
    keyPassphrase: undefined,
    obstacle: null,
    signal: new AbortController().signal,
    ...more,
  });
  if (pool) onTestFinished(() => pool.close());
  return { checks, pool };
}

test('a server that is well is nothing to speak of, and nothing is kept of it', async () => {
  const home = await homeOf();
  const before = await readdir(home, { recursive: true });
  const { checks } = await check(home, (await answering()).peer);
  expect(troubles(checks)).toEqual([]);
  expect(foundBy(checks, 'connection.pin')).toBe('ok pin-first');
  expect(await readdir(home, { recursive: true })).toEqual(before);
});

test('a name that nobody knows is a problem, and the rest is left out', async () => {
  const { checks } = await check(await homeOf(), { host: 'no such host', port: 1 });
  expect(troubles(checks)).toEqual(['connection.name problem host-unknown']);
  expect(Object.values(leftOut(checks))).toEqual(Array(6).fill('connection.name'));
});

test('a name is looked up also where something else keeps us from connecting', async () => {
  const { connections, peer } = await answering();
  const obstacle = 'certificates.key';
  const { checks } = await check(await homeOf(), { ...peer, host: 'localhost' }, { obstacle });
  expect(checks[0]?.found).toMatchObject({
    code: 'name-found',
    facts: { addresses: expect.arrayContaining(['127.0.0.1']) },
  });
  expect(Object.values(leftOut(checks))).toEqual(Array(6).fill(obstacle));
  expect(connections()).toBe(0);
});

test('a check of servers that is switched off is a problem of TLS, and nobody is connected to', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { connections, peer } = await answering();
  const { checks } = await check(await homeOf(), peer);
  expect(troubles(checks)).toEqual(['connection.tls problem tls-verification-disabled']);
  expect(Object.values(leftOut(checks))).toEqual(Array(5).fill('connection.tls'));
  expect(connections()).toBe(0);
});

test('a server that is down refuses connections', async () => {
  const closed = createTcpServer();
  const peer = await listen(closed);
  await new Promise((resolve) => closed.close(resolve));
  const { checks } = await check(await homeOf(), peer);
  expect(troubles(checks)).toEqual(['connection.port problem connection-refused']);
  expect(exitCodeOfChecks(checks)).toBe(3);
});

test('a silent server is given up after the time that the configuration says', async () => {
  const { peer } = await serveTcp(() => {});
  const { checks } = await check(await homeOf(), peer, {
    config: { version: 1, timeouts: { handshake: 0.05 } },
  });
  expect(troubles(checks)).toEqual(['connection.tls problem connection-timed-out']);
  expect(foundBy(checks, 'connection.port')).toBe('ok port-open');
});

test('what is interrupted ends at once', async () => {
  const abort = new AbortController();
  const { peer } = await serveTcp(() => abort.abort());
  await expect(check(await homeOf(), peer, { signal: abort.signal })).rejects.toThrow('aborted');
});

describe('the certificate of the server', () => {
  test('of an authority that is not ours', async () => {
    const home = await homeOf(otherAuthority.certificatePem);
    const { checks } = await check(home, (await answering()).peer);
    expect(troubles(checks)).toEqual(['connection.tls problem server-authority-unknown']);
    expect(Object.values(leftOut(checks))).toEqual(Array(4).fill('connection.tls'));
  });

  test.for([
    [-1, 'connection.tls problem server-certificate-expired'],
    [5, 'connection.certificate warning server-certificate-ending'],
  ] as const)('that ends in %d days', async ([days, trouble]) => {
    const day = 24 * 3600_000;
    const odd = await issueOddly({
      notBefore: new Date(Date.now() - 9 * day),
      notAfter: new Date(Date.now() + days * day),
    });
    const { checks } = await check(await homeOf(), (await answering(odd)).peer);
    expect(troubles(checks)).toEqual([trouble]);
  });

  test('for another name', async () => {
    const { checks } = await check(
      await homeOf(),
      (await answering(await issue({ dnsNames: ['nas'] }))).peer,
    );
    expect(troubles(checks)).toEqual(['connection.tls problem server-name-mismatch']);
  });

  test('that changed since the last login is a problem, and stays one', async () => {
    const server = await startBaseServer({ keeps: 'bytes' });
    const home = await server.home();
    await logout(await loginToServer({ home, ...server.peer, ...account }));
    expect(foundBy((await check(home, server.peer)).checks, 'connection.pin')).toBe('ok pin-known');

    const changed = await answering(await issue({ ipAddresses: ['127.0.0.1'] }));
    const file = join(home, 'state/known_servers.json');
    const known = (await readFile(file, 'utf8')).replaceAll(`:${server.peer.port}`, `:${changed.peer.port}`);
    await writeFile(file, known);
    for (const _again of [1, 2]) {
      const { checks } = await check(home, changed.peer);
      expect(troubles(checks)).toEqual(['connection.pin problem server-certificate-changed']);
      expect(foundBy(checks, 'connection.certificate')).toBe('ok server-certificate-good');
    }
    expect(await readFile(file, 'utf8')).toBe(known);
  });
});

test('our certificate is refused where the server knows another authority', async () => {
  const home = await homeOf(authority.certificatePem, await issueForClient(otherAuthority));
  const { checks } = await check(home, (await answering()).peer);
  expect(troubles(checks)).toEqual(['connection.answer problem client-certificate-refused']);
  expect(leftOut(checks)).toEqual({ 'connection.clock': 'connection.answer' });
});

describe('the clock', () => {
  const clockAgainst = async (time?: () => Date) => {
    const server = await startBaseServer({ keeps: 'bytes', ...(time ? { time } : {}) });
    const { checks } = await check(await server.home(), server.peer);
    return checks.find(({ id }) => id === 'connection.clock');
  };
  test('that agrees to the minute is right', async () => {
    expect(await clockAgainst(() => new Date(Date.now() + 30_000))).toMatchObject({ status: 'ok' });
  });
  test('that is an hour ahead is a warning that says so', async () => {
    expect(await clockAgainst(() => new Date(Date.now() - 3600_000))).toMatchObject({
      status: 'warning',
      found: { code: 'clock-off', facts: { seconds: expect.closeTo(3600, -1) } },
    });
  });
  test('of a server that does not tell is not known', async () => {
    expect(await clockAgainst()).toMatchObject({ status: 'skipped', found: { code: 'clock-unknown' } });
  });
});

describe('the account', () => {
  const loggingIn = async (password: string, loginAnswer = {}) => {
    const server = await startBaseServer({ keeps: 'bytes', loginAnswer });
    const { pool } = await check(await server.home(), server.peer);
    return checkAccount({
      username: account.username,
      secrets: { password, passphrase: 'another one' },
      secretsObstacle: null,
      pool,
      obstacle: null,
      signal: new AbortController().signal,
    });
  };
  test('of a server of the base level', async () => {
    const checks = await loggingIn(account.password);
    expect(foundBy(checks, 'account.login')).toBe('ok logged-in');
    expect(foundBy(checks, 'account.abilities')).toBe('ok abilities-base');
  });
  test('of a server that can do more', async () => {
    const checks = await loggingIn(account.password, { capabilities: { raw: true, delete: true } });
    expect(checks.at(-1)?.found).toMatchObject({ facts: { abilities: ['raw', 'delete'] } });
  });
  test('with a wrong password is a problem, and what the server can do is left out', async () => {
    const checks = await loggingIn('wrong');
    expect(troubles(checks)).toEqual(['account.login problem wrong-credentials']);
    expect(leftOut(checks)).toEqual({ 'account.abilities': 'account.login' });
    expect(exitCodeOfChecks(checks)).toBe(4);
  });
});
