import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkHome } from '../../src/client/doctor/home.ts';
import { authority, clientIdentity as identity } from '../net/support/certificates.ts';
import { makeHome } from '../support/clientHome.ts';
import { foundBy, leftOut, troubles } from './checks.ts';

let home: string;
beforeEach(async () => {
  home = await makeHome({ ...identity, ca: authority.certificatePem, config: { host: 'backup' } });
  await chmod(join(home, 'config.json'), 0o600);
});
const check = async () => (await checkHome(home)).checks;

test('a home that is well is nothing to speak of, and its settings are known', async () => {
  const { checks, config, isMemoryWhole } = await checkHome(home);
  expect(troubles(checks)).toEqual([]);
  expect(config?.host).toBe('backup');
  expect(isMemoryWhole).toBe(true);
});

test('a home that is not there yet is a warning, and is not made', async () => {
  await rm(home, { recursive: true });
  expect(troubles(await check())).toEqual(['home.folder warning folder-missing']);
  await expect(readdir(home)).rejects.toThrow('ENOENT');
});

test('a home that is a file is a problem, and nothing in it is looked at', async () => {
  await rm(home, { recursive: true });
  await writeFile(home, '');
  const checks = await check();
  expect(troubles(checks)).toEqual(['home.folder problem path-unreadable']);
  expect(Object.values(leftOut(checks))).toEqual(Array(5).fill('home.folder'));
});

describe('permissions', () => {
  test('of a home that others can enter are a warning', async () => {
    await chmod(home, 0o755);
    expect(foundBy(await check(), 'home.folder')).toBe('warning folder-open');
  });

  test.for(['certs/client.key', 'certs/client.p12', 'credentials.json', 'authority/authority.key'])(
    'of %s that others can read are a problem',
    async (name) => {
      await mkdir(join(home, 'authority'), { recursive: true });
      await writeFile(join(home, name), '{"version":1,"accounts":[]}');
      await chmod(join(home, name), 0o640);
      const checks = await check();
      expect(troubles(checks)).toEqual(['home.files problem files-open']);
      expect(checks[1]?.found).toMatchObject({ facts: { paths: [join(home, name)] } });
    },
  );

  test('of other files are a warning, also deep in state', async () => {
    await mkdir(join(home, 'state/transfers'), { recursive: true });
    const path = join(home, 'state/transfers/journal');
    await writeFile(path, '');
    await chmod(path, 0o604);
    expect(troubles(await check())).toEqual(['home.files warning files-open']);
  });

  test('of certificates may be those for everybody', async () => {
    await chmod(join(home, 'certs/client.crt'), 0o644);
    expect(troubles(await check())).toEqual([]);
  });
});

describe('a broken file', () => {
  test.for([
    ['config.json', 'home.config problem file-broken'],
    ['credentials.json', 'home.remembered problem file-broken'],
    ['state/known_servers.json', 'home.remembered problem file-broken'],
  ] as const)('%s is a problem, and stays where it is', async ([name, trouble]) => {
    await mkdir(join(home, 'state'), { recursive: true });
    await writeFile(join(home, name), '{oops', { mode: 0o600 });
    const before = (await readdir(home, { recursive: true })).sort();
    expect(troubles(await check())).toEqual([trouble]);
    expect(await readFile(join(home, name), 'utf8')).toBe('{oops');
    expect((await readdir(home, { recursive: true })).sort()).toEqual(before);
  });
});

test('a password in the clear is a warning', async () => {
  await writeFile(join(home, 'config.json'), '{"host":"backup","password":"secret"}', { mode: 0o600 });
  expect(troubles(await check())).toEqual(['home.config warning config-password']);
});
