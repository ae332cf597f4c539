import { createPrivateKey } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { moveOldPassword } from '../../src/client/moveOldPassword.ts';
import { rememberedSecretsOf } from '../../src/client/rememberedSecrets.ts';
import { noKeyring } from '../../src/client/secrets/keyring.ts';
import { secretsFromText, secretsToText } from '../../src/client/secrets/secrets.ts';
import { loadConfig, saveConfig } from '../../src/config/config.ts';
import { createAuthority } from '../../src/pki/authority.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import { withFault } from '../proof/faults/injection.ts';
import { keyringEnvironment } from '../support/keyring.ts';

const ada = { host: 'nas.example.org', port: 8443, username: 'ada' };
const secrets = { password: 'pässword\n"', passphrase: 'correct horse' };

let folder: string;
let home: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  home = join(folder, 'home');
  await writeKey(home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const authority = await createAuthority({ commonName: 'Authority' });

/** A certificate and its key, with a passphrase where one is given. */
async function writeKey(target: string, passphrase?: string): Promise<void> {
  const issued = await issueCertificate(authority, { kind: 'client', commonName: 'ada' });
  const key = createPrivateKey(issued.privateKeyPem);
  const sealing = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  await mkdir(join(target, 'certs'), { recursive: true });
  await writeFile(join(target, 'certs/client.crt'), issued.certificatePem);
  await writeFile(join(target, 'certs/ca.crt'), authority.certificatePem);
  await writeFile(join(target, 'certs/client.key'), key.export({ format: 'pem', type: 'pkcs8', ...sealing }));
}

const credentials = () => readFile(join(home, 'credentials.json'), 'utf8');

describe('without a keyring', () => {
  const remembered = () => rememberedSecretsOf(home, noKeyring);

  it('secrets come back from a file that shows none of them', async () => {
    expect(await remembered().place()).toBe('sealed-file');
    expect(await remembered().remember(ada, secrets)).toBe('sealed-file');

    expect(await remembered().recall(ada)).toEqual(secrets);
    expect(await credentials()).not.toMatch(/pässword|correct|horse/);
    expect(JSON.parse(await credentials())).toMatchObject({ version: 1, accounts: [ada] });
    expect((await stat(join(home, 'credentials.json'))).mode & 0o777).toBe(0o600);
  });

  it('are kept for one account alone', async () => {
    await remembered().remember(ada, secrets);
    await remembered().remember({ ...ada, username: 'bob' }, { password: 'of bob' });

    expect(await remembered().recall(ada)).toEqual(secrets);
    expect(await remembered().recall({ ...ada, username: 'bob' })).toEqual({ password: 'of bob' });
    expect(await remembered().recall({ ...ada, host: 'evil.example.org' })).toBeNull();
    expect(await remembered().recall({ ...ada, port: 443 })).toBeNull();
  });

  it('cannot be passed off as those of another account', async () => {
    await remembered().remember(ada, secrets);
    const content = JSON.parse(await credentials()) as { accounts: { host: string }[] };
    const evil = { ...ada, host: 'evil.example.org' };
    const accounts = content.accounts.map((entry) => ({ ...entry, host: evil.host }));
    await writeFile(join(home, 'credentials.json'), JSON.stringify({ version: 1, accounts }));

    expect(await remembered().recall(evil)).toBeNull();
  });

  it('are replaced, and forgotten', async () => {
    await remembered().remember(ada, secrets);
    await remembered().remember(ada, { password: 'new' });
    expect(await remembered().recall(ada)).toEqual({ password: 'new' });

    await remembered().forget(ada);
    expect(await remembered().recall(ada)).toBeNull();
    expect(JSON.parse(await credentials())).toEqual({ version: 1, accounts: [] });
  });

  it('are worth nothing with another private key', async () => {
    await remembered().remember(ada, secrets);
    await writeKey(home);
    expect(await remembered().recall(ada)).toBeNull();
  });

  it('have no place where there is no private key', async () => {
    await rm(join(home, 'certs/client.key'));
    expect(await remembered().place()).toBeNull();
    await expect(remembered().remember(ada, secrets)).rejects.toMatchObject({
      code: 'secrets-without-place',
    });
  });

  it.each([
    ['lstat', 1],
    ['readFile', 3],
  ])('say that the key cannot be read where %s fails', async (call, at) => {
    const remembering = withFault({ kind: 'EIO', at, call }, () => remembered().remember(ada, secrets));
    await expect(remembering).rejects.toMatchObject({ code: 'path-unreadable' });
  });

  it('under a key with a passphrase need that, once there are any', async () => {
    await writeKey(home, 'of the key');
    expect(await remembered().place()).toBe('sealed-file');
    expect(await remembered().recall(ada)).toBeNull();
    await remembered().remember(ada, secrets, 'of the key');

    expect(await remembered().recall(ada, 'of the key')).toEqual(secrets);
    await expect(remembered().recall(ada)).rejects.toMatchObject({ code: 'client-key-passphrase-missing' });
    await expect(remembered().recall(ada, 'another')).rejects.toMatchObject({
      code: 'client-key-passphrase-wrong',
    });
    await remembered().forget(ada);
    expect(await remembered().recall(ada)).toBeNull();
  });

  it('in a broken file are set aside, not overwritten', async () => {
    await writeFile(join(home, 'credentials.json'), '{"version":1,"accounts":[{}]}');
    await expect(remembered().recall(ada)).rejects.toMatchObject({ code: 'file-set-aside' });
    expect(await readdir(home)).toContainEqual(expect.stringMatching(/^credentials\.json\.broken-/));
  });
});

describe('with a keyring', () => {
  let keyring: string;
  beforeEach(async () => {
    keyring = join(folder, 'keyring');
    await mkdir(keyring);
    for (const [name, value] of Object.entries(keyringEnvironment(keyring))) vi.stubEnv(name, value);
  });
  const remembered = () => rememberedSecretsOf(home);

  it('secrets are kept there, and no file is written', async () => {
    expect(await remembered().place()).toBe('keyring');
    expect(await remembered().remember(ada, secrets)).toBe('keyring');

    expect(await remembered().recall(ada)).toEqual(secrets);
    expect(await readdir(keyring)).toHaveLength(1);
    expect(await readdir(home)).toEqual(['certs']);
  });

  it('its program sees no other secrets of ours', async () => {
    vi.stubEnv('SECURE_CLIENT_PASSPHRASE', 'from the environment');
    expect(await remembered().remember(ada, secrets)).toBe('keyring');
  });

  it('what an earlier day left in the file is found, and replaced', async () => {
    await rememberedSecretsOf(home, noKeyring).remember(ada, secrets);
    expect(await remembered().recall(ada)).toEqual(secrets);

    await remembered().remember(ada, { password: 'new' });
    expect(await remembered().recall(ada)).toEqual({ password: 'new' });
    expect(await rememberedSecretsOf(home, noKeyring).recall(ada)).toBeNull();
  });

  it('are forgotten in both places', async () => {
    await rememberedSecretsOf(home, noKeyring).remember(ada, secrets);
    await remembered().remember(ada, secrets);
    await remembered().forget(ada);
    expect(await remembered().recall(ada)).toBeNull();
    expect(await readdir(keyring)).toEqual([]);
  });

  it('that does not give a password up says so', async () => {
    await writeFile(join(keyring, 'locked'), '');
    await expect(remembered().forget(ada)).rejects.toMatchObject({
      code: 'keyring-refused',
      facts: { work: 'clear', reason: expect.stringContaining('Cannot unlock') },
    });
  });

  it('that does not answer is no keyring', async () => {
    vi.stubEnv('FAKE_KEYRING', '');
    expect(await remembered().place()).toBe('sealed-file');
    expect(await remembered().remember(ada, secrets)).toBe('sealed-file');
    expect(await remembered().recall(ada)).toEqual(secrets);
  });

  it('that is not installed is no keyring', async () => {
    vi.stubEnv('PATH', folder);
    expect(await remembered().place()).toBe('sealed-file');
  });
});

describe('the password of earlier versions', () => {
  it('is moved out of config.json, as the server accepted it', async () => {
    await saveConfig(home, { version: 1, ...ada, password: 'in the clear', language: 'fr' });
    const remembered = rememberedSecretsOf(home, noKeyring);

    expect(await moveOldPassword(home, remembered, ada, { password: 'accepted' })).toBe('sealed-file');
    expect(await loadConfig(home)).toEqual({ version: 1, ...ada, language: 'fr' });
    expect(await remembered.recall(ada)).toEqual({ password: 'accepted' });
  });

  it('stays when it is of another account, or cannot be sealed', async () => {
    const config = { version: 1 as const, ...ada, password: 'in the clear' };
    await saveConfig(home, config);
    const remembered = rememberedSecretsOf(home, noKeyring);

    expect(await moveOldPassword(home, remembered, { ...ada, username: 'bob' }, secrets)).toBeNull();
    await rm(join(home, 'certs/client.key'));
    await expect(moveOldPassword(home, remembered, ada, secrets)).rejects.toMatchObject({
      code: 'secrets-without-place',
    });
    expect(await loadConfig(home)).toEqual(config);
  });
});

describe('the text of secrets', () => {
  const account = fc.record({
    host: fc.string({ unit: 'binary' }),
    port: fc.integer({ min: 1, max: 65_535 }),
    username: fc.string({ unit: 'binary' }),
  });

  it('gives them back to their account, whatever they are', () => {
    const any = fc.record(
      { password: fc.string({ unit: 'binary' }), passphrase: fc.string({ unit: 'binary' }) },
      { requiredKeys: ['password'] },
    );
    fc.assert(
      fc.property(account, any, (owner, kept) => {
        expect(secretsFromText(owner, secretsToText(owner, kept))).toEqual(kept);
      }),
    );
  });

  it('is refused in any other form', () => {
    fc.assert(
      fc.property(account, fc.oneof(fc.string(), fc.json()), (owner, text) => {
        expect(secretsFromText(owner, text)).toBeNull();
      }),
    );
  });
});
