import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  addAccount,
  changePassword,
  changeQuota,
  listAccounts,
  removeAccount,
} from '../../src/server/accounts.ts';
import { databaseName } from '../../src/server/database.ts';
import { startTestServer, temporaryFolder } from './support.ts';

describe('accounts', () => {
  it('are kept in a private file that holds no password', async () => {
    const folder = await temporaryFolder();
    await addAccount(folder, 'alice', 'a very secret password');
    const path = join(folder, databaseName);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const content = await readFile(path, 'latin1');
    expect(content).toContain('argon2id');
    expect(content).not.toContain('a very secret password');
  });

  it('are each there once, whatever their case', async () => {
    const folder = await temporaryFolder();
    await addAccount(folder, 'alice', 'secret');
    await expect(addAccount(folder, 'Alice', 'x')).rejects.toMatchObject({ code: 'account-exists' });
  });

  it('are known by exactly their name at login', async () => {
    const server = await startTestServer();
    expect((await server.login('Alice')).status).toBe(401);
  });

  it.each(['', '.hidden', '../up', 'a/b', 'a b', 'é', 'x'.repeat(65)])(
    'cannot be named %j',
    async (username) => {
      await expect(addAccount(await temporaryFolder(), username, 'x')).rejects.toMatchObject({
        code: 'usage',
      });
    },
  );

  it.each(['', '\ud800'])('cannot have the password %j', async (password) => {
    await expect(addAccount(await temporaryFolder(), 'alice', password)).rejects.toMatchObject({
      code: 'usage',
    });
  });

  it('are listed with what they hold', async () => {
    const server = await startTestServer();
    await changeQuota(server.dataFolder, 'bob', 5000);
    await server.upload(await server.sessionOf(), 'a.enc', 'x'.repeat(300));
    expect(await listAccounts(server.dataFolder)).toEqual([
      { username: 'alice', quota: null, archives: 1, bytes: 300, createdAt: expect.any(Date) },
      { username: 'bob', quota: 5000, archives: 0, bytes: 0, createdAt: expect.any(Date) },
    ]);
  });

  it('that are unknown cannot be changed', async () => {
    const folder = await temporaryFolder();
    const unknown = { code: 'account-unknown', facts: { username: 'carol' } };
    await expect(changePassword(folder, 'carol', 'x')).rejects.toMatchObject(unknown);
    await expect(changeQuota(folder, 'carol', 1)).rejects.toMatchObject(unknown);
    await expect(removeAccount(folder, 'carol', { deleteArchives: true })).rejects.toMatchObject(unknown);
  });
});

describe('a new password', () => {
  it('is the one that counts, and ends the sessions of the old one', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const bob = await server.sessionOf('bob');
    await changePassword(server.dataFolder, 'alice', 'changed');
    expect((await server.list(session)).status).toBe(403);
    expect((await server.list(bob)).status).toBe(404);
    expect((await server.login()).status).toBe(401);
    expect((await server.login('alice', 'changed')).status).toBe(200);
  });
});

describe('removing an account', () => {
  it('ends its sessions, and with them what they are in the middle of', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const outgoing = await server.beginUpload(session, 'a.enc', { 'Content-Length': '10' });
    const answered = new Promise<number | undefined>((resolve) =>
      outgoing.once('response', (response) => resolve(response.resume().statusCode)),
    );
    await removeAccount(server.dataFolder, 'alice', { deleteArchives: false });
    outgoing.end('0123456789');
    expect(await answered).toBe(403);
    expect((await server.list(session)).status).toBe(403);
    expect((await server.login()).status).toBe(401);
    expect(await readdir(join(server.dataFolder, 'archives'))).toEqual([]);
  });

  it('is refused while it has archives, unless these are to go too', async () => {
    const server = await startTestServer();
    await server.upload(await server.sessionOf(), 'a.enc', 'x');
    const { dataFolder } = server;
    await expect(removeAccount(dataFolder, 'alice', { deleteArchives: false })).rejects.toMatchObject({
      code: 'account-not-empty',
      facts: { username: 'alice', archives: 1 },
    });
    await removeAccount(dataFolder, 'alice', { deleteArchives: true });
    expect(await readdir(join(dataFolder, 'archives'))).toEqual([]);
    await addAccount(dataFolder, 'alice', 'another person');
    const session = await server.sessionOf('alice', 'another person');
    expect((await server.list(session)).status).toBe(404);
    expect((await server.upload(session, 'b.enc', 'x')).status).toBe(200);
  });
});

describe('the accounts file of earlier versions', () => {
  const hash = {
    algorithm: 'argon2id',
    memoryKiB: 65536,
    passes: 3,
    lanes: 4,
    salt: 'aesCIYsMu8BW1-GLwq9qzQ',
    hash: 'x'.repeat(43),
  };

  it('is taken over at the first start, with its passwords', async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, 'accounts.json'),
      JSON.stringify({ version: 1, accounts: [await realAccount('dora', 'old secret')] }),
    );
    const server = await startTestServer({ dataFolder: folder });
    expect((await server.login('dora', 'old secret')).status).toBe(200);
    expect(await readdir(folder)).toContain('accounts.json.imported');
    expect(await readdir(folder)).not.toContain('accounts.json');
  });

  it('does not change an account that is there already', async () => {
    const server = await startTestServer();
    const accounts = [{ username: 'alice', password: hash }];
    await writeFile(join(server.dataFolder, 'accounts.json'), JSON.stringify({ version: 1, accounts }));
    await addAccount(server.dataFolder, 'carol', 'x');
    expect((await server.login()).status).toBe(200);
  });

  it('stays as it is when it is damaged, and nothing is done without it', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'accounts.json');
    const accounts = [{ username: '../x', password: hash }];
    await writeFile(path, JSON.stringify({ version: 1, accounts }));
    const refusal = { code: 'path-unreadable', facts: { path } };
    await expect(startTestServer({ dataFolder: folder })).rejects.toMatchObject(refusal);
    await expect(addAccount(folder, 'bob', 'x')).rejects.toMatchObject(refusal);
    expect(await readFile(path, 'utf8')).toContain('../x');
  });
});

/** An account as the file of earlier versions held it. */
async function realAccount(username: string, password: string): Promise<object> {
  const { hashPassword } = await import('../../src/server/passwordHash.ts');
  return { username, password: await hashPassword(password) };
}
