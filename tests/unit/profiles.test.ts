import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, saveConfig } from '../../src/config/config.ts';
import {
  modeOfProfile,
  oldPasswordOf,
  profileNames,
  profileOf,
  savedProfiles,
  withoutProfile,
  withProfile,
} from '../../src/config/profiles.ts';

const nas = { host: 'nas.example.org', port: 8443, username: 'ada' };
const office = { host: 'office.example.org', port: 443, username: 'a.lovelace' };

describe('a profile', () => {
  it('without a name is the top level, as far as it is filled in', () => {
    expect(profileOf({ version: 1, ...nas, language: 'fr' }, undefined)).toEqual(nas);
    expect(profileOf({ version: 1, host: 'nas' }, undefined)).toEqual({ host: 'nas' });
  });

  it('is found by its name', () => {
    expect(profileOf({ version: 1, ...nas, profiles: { office } }, 'office')).toEqual(office);
  });

  it.each(['offise', 'constructor'])('that is not there (%s) is told with those that are', (name) => {
    const config = { version: 1 as const, profiles: { nas, été: office } };
    expect(() => profileOf(config, name)).toThrow(
      expect.objectContaining({ code: 'profile-unknown', facts: { name, names: ['été', 'nas'] } }),
    );
  });

  it('is kept beside the others, and the one without a name at the top level', () => {
    const one = withProfile({ version: 1, language: 'fr' }, 'nas', nas);
    const both = withProfile(withProfile(one, 'office', office), undefined, nas);
    expect(both).toEqual({ version: 1, language: 'fr', ...nas, profiles: { nas, office } });
    expect(profileNames(both)).toEqual(['nas', 'office']);
  });

  it('is forgotten by itself', () => {
    const config = { version: 1 as const, ...nas, profiles: { nas, office } };
    expect(withoutProfile(config, 'nas')).toEqual({ version: 1, ...nas, profiles: { office } });
    expect(withoutProfile(config, undefined)).toEqual({ version: 1, profiles: { nas, office } });
    expect(withoutProfile({ version: 1, profiles: { nas } }, 'nas')).toEqual({ version: 1 });
  });
});

describe('who seals', () => {
  it('is said of each server by itself', () => {
    const config = { version: 1 as const, ...nas, mode: 'server' as const, profiles: { nas, office } };
    expect(modeOfProfile(config, undefined)).toBe('server');
    expect(modeOfProfile(config, 'office')).toBeUndefined();
    const asked = { ...config, profiles: { nas: { ...nas, mode: 'server' as const } } };
    expect(modeOfProfile(asked, 'nas')).toBe('server');
    expect(savedProfiles(config).map(({ name, mode }) => [name, mode])).toEqual([
      [null, 'server'],
      ['nas', undefined],
      ['office', undefined],
    ]);
    expect(withProfile(asked, 'nas', { ...nas, port: 1 }).profiles?.['nas']).toEqual({
      ...nas,
      port: 1,
      mode: 'server',
    });
  });

  it('is not carried over to another host', () => {
    const asked = { version: 1 as const, ...nas, mode: 'server' as const };
    expect(withProfile(asked, undefined, office)).toEqual({ version: 1, ...office });
    expect(withProfile(withoutProfile(asked, undefined), undefined, office)).toEqual({
      version: 1,
      ...office,
    });
    const named = { version: 1 as const, profiles: { nas: { ...nas, mode: 'server' as const } } };
    expect(withProfile(named, 'nas', office).profiles).toEqual({ nas: office });
  });

  it('stays where it was said before there was a host', () => {
    const asked = { version: 1 as const, mode: 'server' as const };
    expect(withoutProfile(asked, undefined)).toEqual(asked);
    expect(withProfile(asked, undefined, nas)).toEqual({ ...asked, ...nas });
  });
});

describe('the password of earlier versions', () => {
  it('is for the server beside it and for no other', () => {
    const config = { version: 1 as const, ...nas, password: 'in the clear' };
    expect(oldPasswordOf(config, nas)).toBe('in the clear');
    expect(oldPasswordOf(config, { ...nas, host: 'evil.example.org' })).toBeUndefined();
    expect(oldPasswordOf(config, { ...nas, username: 'bob' })).toBeUndefined();
  });

  it('is not for another server of which not all is known yet', () => {
    const config = { version: 1 as const, host: nas.host, password: 'in the clear' };
    expect(oldPasswordOf(config, { host: nas.host })).toBe('in the clear');
    expect(oldPasswordOf(config, {})).toBe('in the clear');
    expect(oldPasswordOf(config, { host: office.host })).toBeUndefined();
  });

  it('stays beside its own server, and is not left to another that takes its place', () => {
    const config = { version: 1 as const, ...nas, password: 'in the clear' };
    expect(withProfile(config, undefined, nas)).toEqual(config);
    expect(withProfile(config, 'office', office).password).toBe('in the clear');
    expect(withProfile(config, undefined, office)).toEqual({ version: 1, ...office });
    expect(withoutProfile(config, undefined)).toEqual({ version: 1 });
  });
});

describe('config.json', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'profiles-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it.each(['{"password": hunter2}', '{"password":"hunter2" x}'])(
    'that is broken is set aside without quoting what is in it: %s',
    async (text) => {
      await writeFile(join(home, 'config.json'), text);
      const error: unknown = await loadConfig(home).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'file-set-aside',
        facts: { reason: expect.stringMatching(/^not valid JSON/) },
      });
      expect(JSON.stringify(error)).not.toContain('hunter');
    },
  );

  it('keeps profiles beside what it always held', async () => {
    await saveConfig(home, { version: 1, ...nas, profiles: { office } });
    expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8'))).toEqual({
      version: 1,
      ...nas,
      profiles: { office },
    });
    expect(await loadConfig(home)).toEqual({ version: 1, ...nas, profiles: { office } });
  });

  it('of earlier versions is read', async () => {
    const old = { host: 'nas', port: '8443', username: 'ada', password: 'secret' };
    await writeFile(join(home, 'config.json'), JSON.stringify(old));
    expect(await loadConfig(home)).toEqual({ version: 1, ...old, port: 8443 });
  });

  it.each([
    ['a part that is missing', { nas: { host: 'nas', port: 8443 } }],
    ['a port that is none', { nas: { ...nas, port: 70_000 } }],
    ['a part that nobody knows', { nas: { ...nas, pasword: 'x' } }],
    ['a name that is an option', { '--help': nas }],
  ])('with %s in a profile is set aside, not overwritten', async (_, profiles) => {
    await writeFile(join(home, 'config.json'), JSON.stringify({ version: 1, profiles }));
    await expect(loadConfig(home)).rejects.toMatchObject({ code: 'file-set-aside' });
    expect(await readdir(home)).toEqual([expect.stringMatching(/^config\.json\.broken-/)]);
  });
});
