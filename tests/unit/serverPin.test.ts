import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerPin } from '../../src/client/serverPin.ts';
import { loadKnownServer } from '../../src/config/knownServers.ts';
import { type Forged, forge } from '../support/forge.ts';

const authority = await forge({ subject: 'Authority', isAuthority: true });
const first = await forge({ subject: 'backup', issuer: authority });
const renewed = await forge({ subject: 'backup', issuer: authority, keys: first.keys });
const other = await forge({ subject: 'impostor', issuer: authority });
const third = await forge({ subject: 'another impostor', issuer: authority });
const parsed = ({ cert }: Forged) => new X509Certificate(cert);
const fingerprintOf = (forged: Forged) => parsed(forged).fingerprint256;
const peer = { host: 'backup.example', port: 8443 };

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'pin-'));
});
afterEach(() => rm(home, { recursive: true }));

/** A login at which the server shows those certificates, one on each connection. */
async function logIn(shown: readonly Forged[], accepted?: string, to = peer): Promise<ServerPin> {
  const pin = await ServerPin.load(home, to, accepted);
  for (const forged of shown) pin.check(parsed(forged));
  await pin.save();
  return pin;
}

describe('the first login', () => {
  it('keeps the certificate of the server, for its owner alone', async () => {
    expect((await logIn([first])).change).toBe('first');
    const path = join(home, 'state/known_servers.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      version: 1,
      servers: {
        'backup.example:8443': {
          fingerprint256: fingerprintOf(first),
          publicKey256: expect.stringMatching(/^[\w-]{43}$/),
          subject: 'CN=backup',
          issuer: 'CN=Authority',
          validFrom: parsed(first).validFromDate.toISOString(),
          validTo: parsed(first).validToDate.toISOString(),
          firstSeen: expect.stringMatching(/^\d{4}-/),
        },
      },
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('keeps nothing when it fails', async () => {
    const pin = await ServerPin.load(home, peer);
    pin.check(parsed(first));
    expect(await readdir(home)).toEqual([]);
  });

  it('takes no other certificate than one that was named', async () => {
    await expect(logIn([first], fingerprintOf(other))).rejects.toMatchObject({
      code: 'server-certificate-not-accepted',
      facts: { shown: { fingerprint256: fingerprintOf(first) } },
    });
    await expect(logIn([first], fingerprintOf(first))).resolves.toBeDefined();
  });
});

describe('a later login', () => {
  beforeEach(() => logIn([first]));

  it('goes on with the same certificate', async () => {
    expect((await logIn([first, first])).change).toBeUndefined();
  });

  it('goes on with another certificate for the same key, and knows the server by it from then on', async () => {
    expect((await logIn([renewed])).change).toBe('renewed');
    expect((await logIn([renewed])).change).toBeUndefined();
  });

  it('is refused with another key, and what is known stays', async () => {
    await expect(logIn([other])).rejects.toMatchObject({
      code: 'server-certificate-changed',
      exitCode: 3,
      facts: {
        ...peer,
        known: { subject: 'CN=backup', fingerprint256: fingerprintOf(first) },
        shown: { subject: 'CN=impostor', fingerprint256: fingerprintOf(other) },
      },
    });
    expect((await logIn([first])).change).toBeUndefined();
  });

  it.each([
    ['as it is shown', (text: string) => text],
    ['without colons, in small letters', (text: string) => text.replaceAll(':', '').toLowerCase()],
  ])('goes on with another key that the user accepts, written %s', async (_how, write) => {
    expect((await logIn([other], write(fingerprintOf(other)))).change).toBe('accepted');
    expect((await logIn([other])).change).toBeUndefined();
    await expect(logIn([first])).rejects.toMatchObject({ code: 'server-certificate-changed' });
  });

  it('is refused with another key than the one that the user accepts', async () => {
    await expect(logIn([other], fingerprintOf(third))).rejects.toMatchObject({
      code: 'server-certificate-changed',
    });
  });

  it('is refused when a later connection shows another key', async () => {
    await expect(logIn([first, other])).rejects.toMatchObject({ code: 'server-certificate-changed' });
  });

  it('on another port, or by another name, is one with another server', async () => {
    expect((await logIn([other], undefined, { ...peer, port: 9443 })).change).toBe('first');
    expect((await logIn([other], undefined, { ...peer, host: 'backup' })).change).toBe('first');
    expect((await logIn([first])).change).toBeUndefined();
  });

  it('knows the server in whatever case its name is typed', async () => {
    expect((await logIn([first], undefined, { ...peer, host: 'BACKUP.Example' })).change).toBeUndefined();
  });
});

it('a broken file is set aside, never overwritten', async () => {
  await mkdir(join(home, 'state'));
  await writeFile(join(home, 'state/known_servers.json'), '{"version":1,"servers":{"a:1":{}}}');
  await expect(ServerPin.load(home, peer)).rejects.toMatchObject({ code: 'file-set-aside', exitCode: 10 });
  expect(await readdir(join(home, 'state'))).toEqual([expect.stringContaining('known_servers.json.broken-')]);
  expect(await loadKnownServer(home, 'a:1')).toBeUndefined();
});

it('names in a certificate cannot move the cursor', async () => {
  const hostile = await forge({ subject: 'a\u001b[2Jb\u202ec', issuer: authority });
  await logIn([hostile]);
  const { subject } = (await loadKnownServer(home, 'backup.example:8443')) ?? {};
  expect(subject).not.toMatch(/[\u001b\u202e]/);
});
