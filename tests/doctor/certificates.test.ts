import { createPrivateKey } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCertificates } from '../../src/client/doctor/certificates.ts';
import { makeHome } from '../support/clientHome.ts';
import { type Forged, forge, type Wanted } from '../support/forge.ts';
import { foundBy, leftOut, troubles } from './checks.ts';

const authority = await forge({ subject: 'Authority', isAuthority: true, to: 100 });
const other = await forge({ subject: 'Other', isAuthority: true, to: 100 });
const forClient = (wanted: Wanted = {}) =>
  forge({ subject: 'ada', purpose: 'client', issuer: authority, names: [], ...wanted });
const good = await forClient();

const homeWith = ({ cert, key }: Pick<Forged, 'cert' | 'key'>, ca = authority.cert) =>
  makeHome({ cert, key, ca });
const check = (home: string, passphrase?: string) => checkCertificates(home, passphrase, new Date());
const encrypted = (key: string, passphrase: string) =>
  createPrivateKey(key)
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase })
    .toString();

test('a pair of our authority is well', async () => {
  const checks = await check(await homeWith(good));
  expect(troubles(checks)).toEqual([]);
  expect(checks.map(({ id }) => id)).toEqual([
    'certificates.client',
    'certificates.usage',
    'certificates.key',
    'certificates.authority',
    'certificates.chain',
  ]);
});

describe('the certificate', () => {
  test.for([
    ['that is missing', { cert: '', key: '' }, 'client-certificate-missing'],
    ['that is no PEM', { cert: 'oops', key: good.key }, 'client-certificate-unusable'],
  ] as const)('%s is a problem, and what rests on it is left out', async ([, pair, code]) => {
    const home = await homeWith(pair);
    if (pair.cert === '') await rm(join(home, 'certs/client.crt'));
    const checks = await check(home);
    expect(troubles(checks)).toEqual([`certificates.client problem ${code}`]);
    expect(Object.keys(leftOut(checks))).toEqual([
      'certificates.usage',
      'certificates.key',
      'certificates.chain',
    ]);
  });

  test.for([
    ['expired', { from: -9, to: -1 }, 'problem client-certificate-expired'],
    ['not yet valid', { from: 1 }, 'problem client-certificate-not-yet-valid'],
    ['at its last days', { to: 13.9 }, 'warning certificate-ending'],
    ['with two weeks to go', { to: 14.1 }, 'ok certificate-good'],
  ] as const)('%s', async ([, wanted, found]) => {
    const checks = await check(await homeWith(await forClient(wanted)));
    expect(foundBy(checks, 'certificates.client')).toBe(found);
  });

  test.for([
    ['server', 'problem usage-other'],
    ['client', 'ok usage-client'],
  ] as const)('for a %s', async ([purpose, found]) => {
    const checks = await check(await homeWith(await forClient({ purpose })));
    expect(foundBy(checks, 'certificates.usage')).toBe(found);
  });
});

describe('the key', () => {
  test('of another certificate is a problem', async () => {
    const { key } = await forClient();
    const checks = await check(await homeWith({ cert: good.cert, key }));
    expect(troubles(checks)).toEqual(['certificates.key problem client-key-mismatch']);
  });

  test('that is encrypted is a warning while nothing gives its passphrase', async () => {
    const home = await homeWith({ cert: good.cert, key: encrypted(good.key, 'secret') });
    expect(troubles(await check(home))).toEqual(['certificates.key warning key-locked']);
    expect(troubles(await check(home, 'secret'))).toEqual([]);
    expect(troubles(await check(home, 'wrong'))).toEqual([
      'certificates.key problem client-key-passphrase-wrong',
    ]);
  });
});

describe('the authority', () => {
  test('that did not issue our certificate is a warning', async () => {
    const checks = await check(await homeWith(good, other.cert));
    expect(troubles(checks)).toEqual(['certificates.chain warning chain-other']);
  });

  test('of the same name, but with another key, did not either', async () => {
    const namesake = await forge({ subject: 'Authority', isAuthority: true });
    const checks = await check(await homeWith(good, namesake.cert));
    expect(foundBy(checks, 'certificates.chain')).toBe('warning chain-other');
  });

  test('is found by way of one in between', async () => {
    const between = await forge({ subject: 'Between', isAuthority: true, issuer: authority });
    const ours = await forClient({ issuer: between });
    const home = await homeWith({ cert: ours.cert + between.cert, key: ours.key });
    expect(foundBy(await check(home), 'certificates.chain')).toBe('ok chain-complete');
  });

  test.for([
    [-1, 'problem authority-expired'],
    [13.5, 'warning authority-ending'],
  ] as const)('that ends in %d days', async ([to, found]) => {
    const ending = await forge({ subject: 'Authority', isAuthority: true, from: -20, to });
    expect(foundBy(await check(await homeWith(good, ending.cert)), 'certificates.authority')).toBe(found);
  });

  test('that is missing is a problem, and nobody knows who issued what', async () => {
    const home = await homeWith(good);
    await rm(join(home, 'certs/ca.crt'));
    const checks = await check(home);
    expect(troubles(checks)).toEqual(['certificates.authority problem client-certificate-missing']);
    expect(leftOut(checks)).toEqual({ 'certificates.chain': 'certificates.authority' });
  });
});

test('of a PKCS#12 file that cannot be read everything is left out', async () => {
  const home = await homeWith(good);
  for (const name of ['client.crt', 'client.key']) await rm(join(home, 'certs', name));
  await writeFile(join(home, 'certs/client.p12'), 'oops', { mode: 0o600 });
  const checks = await check(home);
  expect(troubles(checks)).toEqual(['certificates.key problem client-certificate-unusable']);
  expect(Object.keys(leftOut(checks))).toHaveLength(4);
});
