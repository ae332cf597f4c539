import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasPeers } from '../support/peers.ts';
import { runProgram } from '../support/program.ts';
import { startOnTerminal } from '../support/pty.ts';
import { mounting, runOnSmallDisk } from '../support/smallDisk.ts';
import { aesStore } from '../unit/pkiStores.ts';
import { temporaryFolder } from './support.ts';

/** Runs the program with a home of its own, and gives its exit code and its one JSON document. */
async function program() {
  const folder = await temporaryFolder();
  const environment = { SECURE_CLIENT_HOME: join(folder, 'home'), SECURE_CLIENT_PASSWORD: 'a password' };
  return {
    folder,
    async run(...args: string[]) {
      const { exitCode, stdout } = await runProgram([...args, '--json'], environment);
      return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
    },
  };
}

it('users: adds, lists, changes and removes accounts', async () => {
  const { folder, run } = await program();
  const users = (...args: string[]) => run('users', ...args, '--data', join(folder, 'data'));
  expect(await users('list')).toEqual({ exitCode: 0, document: { accounts: [] } });
  expect(await users('add', 'ada', '--quota', '1.5GiB')).toEqual({
    exitCode: 0,
    document: { username: 'ada', quota: 1_610_612_736 },
  });
  expect((await users('add', 'bob')).document).toEqual({ username: 'bob', quota: null });
  expect((await users('quota', 'ada', '500 GB')).document).toEqual({ username: 'ada', quota: 500e9 });
  expect((await users('quota', 'bob', '12')).document).toEqual({ username: 'bob', quota: 12 });
  expect((await users('quota', 'ada', 'none')).document).toEqual({ username: 'ada', quota: null });
  for (const size of ['', '-1', '5XB', '1e9', '99999999TB']) {
    expect((await users('quota', 'ada', size)).exitCode).toBe(2);
  }
  expect(await users('passwd', 'ada')).toEqual({ exitCode: 0, document: { username: 'ada' } });
  expect((await users('passwd', 'carol')).exitCode).toBe(5);
  expect(await users('remove', 'ada')).toEqual({ exitCode: 0, document: { username: 'ada' } });
  expect((await users('list')).document).toEqual({
    accounts: [{ username: 'bob', quota: 12, archives: 0, bytes: 0, createdAt: expect.any(String) }],
  });
});

it.skipIf(!hasPeers(mounting, 'util-linux, and a system that allows mounts in namespaces'))(
  'users: says that the disk is full, whatever of the database finds no room on it',
  async () => {
    const folder = await temporaryFolder();
    const args = ['users', 'add', 'ada', '--data', join(folder, 'data'), '--json'];
    // The index of the log, the tables, the account.
    for (const size of ['16k', '64k', '76k']) {
      const { exitCode, stdout } = await runOnSmallDisk(
        folder,
        args,
        { SECURE_CLIENT_PASSWORD: 'a password' },
        size,
      );
      expect([exitCode, JSON.parse(stdout)]).toMatchObject([10, { error: { code: 'disk-full' } }]);
    }
  },
);

it('users: asks for a new password twice, and takes it only if it was the same', async () => {
  const folder = await temporaryFolder();
  for (const [second, exitCode] of [
    ['another', 2],
    ['a password', 0],
  ] as const) {
    const terminal = startOnTerminal(['users', 'add', 'ada', '--data', join(folder, 'data')], folder);
    await terminal.see('New password of ada: ');
    terminal.press('a password\r');
    await terminal.see('The same again: ');
    terminal.press(`${second}\r`);
    expect(await terminal.exited, terminal.screen()).toBe(exitCode);
  }
});

it('certs: shows, imports and revokes', async () => {
  const { folder, run } = await program();
  await run('certs', 'init');
  await run('certs', 'issue', 'client', 'ada', '--out', join(folder, 'ada'));
  const shown = await run('certs', 'show', join(folder, 'ada', 'client.crt'));
  expect(shown).toMatchObject({
    exitCode: 0,
    document: {
      certificates: [
        { subject: 'CN=ada', issuer: 'CN=secure-client authority', purposes: ['client'], daysLeft: 396 },
      ],
    },
  });
  expect((await run('certs', 'show')).exitCode).toBe(5);

  const store = join(folder, 'ada.p12');
  const passphrase = join(folder, 'passphrase');
  await writeFile(store, Buffer.from(aesStore, 'base64'));
  await writeFile(passphrase, 'transport\n');
  expect(await run('certs', 'import', store, '--key-passphrase-file', passphrase)).toMatchObject({
    exitCode: 0,
    document: { certificatePath: join(folder, 'home', 'certs', 'client.crt'), isKeyEncrypted: false },
  });
  expect((await run('certs', 'import', store, '--key-passphrase-file', passphrase)).exitCode).toBe(7);
  expect((await run('certs', 'import', store)).exitCode).toBe(4);
  expect((await run('certs', 'show')).document).toMatchObject({
    certificates: [{ subject: 'CN=ada' }, { purposes: ['authority'] }],
  });

  const copy = join(folder, 'server', 'ca.crl');
  expect(await run('certs', 'revoke', 'ada', '--copy-to', copy)).toMatchObject({
    exitCode: 0,
    document: { paths: [expect.any(String), copy], certificates: [{ subject: 'CN=ada', isNew: true }] },
  });
  expect((await run('certs', 'revoke', 'eve')).exitCode).toBe(5);
});
