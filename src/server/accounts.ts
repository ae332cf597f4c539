import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { systemCode, UserError } from '../common/errors.ts';
import { importAccountsFile } from './accountsFile.ts';
import { type Account, AccountTable, usernamePattern } from './accountTable.ts';
import { databaseName, isDatabaseFull, openDatabase } from './database.ts';
import { hashPassword, type PasswordHash } from './passwordHash.ts';
import { ArchiveIndex } from './store/files/archiveIndex.ts';
import { removeFoldersOf } from './store/files/layout.ts';

/** An account with what it holds, as far as the server has noticed. */
export interface AccountSummary {
  readonly username: string;
  /** Bytes; null means no limit. */
  readonly quota: number | null;
  readonly createdAt: Date;
  readonly archives: number;
  readonly bytes: number;
}

/**
 * Adds an account to the data folder of a server, running or not.
 *
 * @param quota bytes; null for no limit
 * @throws {UserError} `account-exists` (names that differ in case only share a folder on some file systems),
 * `usage` for an unusable name or password, `path-unreadable`, `disk-full`, `write-refused`.
 */
export async function addAccount(
  dataFolder: string,
  username: string,
  password: string,
  { quota = null }: { quota?: number | null } = {},
): Promise<void> {
  if (!usernamePattern.test(username)) {
    throw new UserError('usage', { problem: 'account-name' });
  }
  const hash = await hashOf(password);
  await withAccounts(dataFolder, (accounts) => {
    if (!accounts.add(username, hash, quota, new Date())) throw new UserError('account-exists', { username });
  });
}

/**
 * Removes an account; its sessions end at once.
 *
 * @throws {UserError} `account-unknown`; `account-not-empty` when it has archives that are not to be deleted;
 * `path-unreadable`, `disk-full`, `write-refused`.
 */
export async function removeAccount(
  dataFolder: string,
  username: string,
  { deleteArchives }: { deleteArchives: boolean },
): Promise<void> {
  await withAccounts(dataFolder, async (accounts, database) => {
    known(accounts, username);
    const index = new ArchiveIndex(database);
    const { archives } = index.usage(username);
    if (archives > 0 && !deleteArchives) throw new UserError('account-not-empty', { username, archives });
    accounts.remove(username);
    await removeFolders(dataFolder, username);
    index.forget(username);
  });
}

/** @throws {UserError} `path-unreadable`, `disk-full`, `write-refused`. */
export function listAccounts(dataFolder: string): Promise<AccountSummary[]> {
  return withAccounts(dataFolder, (accounts, database) => {
    const index = new ArchiveIndex(database);
    return accounts.list().map(({ username, quota, createdAt }) => {
      const { archives, archiveBytes } = index.usage(username);
      return { username, quota, createdAt, archives, bytes: archiveBytes };
    });
  });
}

/**
 * Gives an account another password; its sessions end at once.
 *
 * @throws {UserError} `account-unknown`, `usage`, `path-unreadable`, `disk-full`, `write-refused`.
 */
export async function changePassword(dataFolder: string, username: string, password: string): Promise<void> {
  const hash = await hashOf(password);
  await withAccounts(dataFolder, (accounts) =>
    accounts.setPassword(known(accounts, username).username, hash),
  );
}

/**
 * @param quota bytes; null for no limit
 * @throws {UserError} `account-unknown`, `path-unreadable`, `disk-full`, `write-refused`.
 */
export function changeQuota(dataFolder: string, username: string, quota: number | null): Promise<void> {
  return withAccounts(dataFolder, (accounts) => accounts.setQuota(known(accounts, username).username, quota));
}

/** The database with the accounts in it, those of earlier versions included. @throws as `addAccount` */
export async function openAccounts(dataFolder: string, options: { durable: boolean }): Promise<DatabaseSync> {
  const database = await openDatabase(dataFolder, options);
  try {
    await importAccountsFile(dataFolder, database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function withAccounts<T>(
  dataFolder: string,
  work: (accounts: AccountTable, database: DatabaseSync) => T | Promise<T>,
): Promise<T> {
  const database = await openAccounts(dataFolder, { durable: true });
  try {
    return await work(new AccountTable(database), database);
  } catch (error) {
    if (!isDatabaseFull(error)) throw error;
    throw new UserError('disk-full', { path: join(dataFolder, databaseName) }, { cause: error });
  } finally {
    database.close();
  }
}

function known(accounts: AccountTable, username: string): Account {
  const account = accounts.find(username);
  if (account === undefined) throw new UserError('account-unknown', { username });
  return account;
}

function hashOf(password: string): Promise<PasswordHash> {
  if (password === '' || !password.isWellFormed()) {
    throw new UserError('usage', { problem: 'account-password' });
  }
  return hashPassword(password);
}

async function removeFolders(dataFolder: string, username: string): Promise<void> {
  try {
    await removeFoldersOf(dataFolder, username);
  } catch (error) {
    const reason = systemCode(error) ?? 'unknown';
    throw new UserError('write-refused', { path: dataFolder, reason }, { cause: error });
  }
}
