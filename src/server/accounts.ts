import { UserError } from '../common/errors.ts';
import { type Account, type Accounts, usernamePattern } from './account.ts';
import { hashPassword, type PasswordHash } from './passwordHash.ts';
import type { Usage } from './store/store.ts';

/** Where accounts are kept: the data folder of one server, or the database that several share. */
export type AccountsPlace = string | { readonly databaseUrl: string };

/** Accounts together with what belongs to them. */
export interface AccountsAtWork {
  readonly accounts: Accounts;
  usage(username: string): Promise<Usage>;
  /** Those of an account that has been removed, and its unfinished uploads. */
  removeArchives(username: string): Promise<void>;
}

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
 * Adds an account, whether a server runs or not.
 *
 * @param quota bytes; null for no limit
 * @throws {UserError} `account-exists` (names that differ in case only share a folder on some file systems),
 * `usage` for an unusable name or password, `path-unreadable`, `disk-full`, `write-refused`, `database-away`, `database-refused`.
 */
export async function addAccount(
  place: AccountsPlace,
  username: string,
  password: string,
  { quota = null }: { quota?: number | null } = {},
): Promise<void> {
  if (!usernamePattern.test(username)) {
    throw new UserError('usage', { problem: 'account-name' });
  }
  const hash = await hashOf(password);
  await withAccounts(place, async ({ accounts }) => {
    const isNew = await accounts.add(username, hash, quota, new Date());
    if (!isNew) throw new UserError('account-exists', { username });
  });
}

/**
 * Removes an account; its sessions end at once.
 *
 * @throws {UserError} `account-unknown`; `account-not-empty` when it has archives that are not to be deleted;
 * `path-unreadable`, `disk-full`, `write-refused`, `database-away`, `database-refused`.
 */
export async function removeAccount(
  place: AccountsPlace,
  username: string,
  { deleteArchives }: { deleteArchives: boolean },
): Promise<void> {
  await withAccounts(place, async ({ accounts, usage, removeArchives }) => {
    await known(accounts, username);
    const { archives } = await usage(username);
    if (archives > 0 && !deleteArchives) throw new UserError('account-not-empty', { username, archives });
    await accounts.remove(username);
    await removeArchives(username);
  });
}

/** @throws {UserError} `path-unreadable`, `disk-full`, `write-refused`, `database-away`, `database-refused`. */
export function listAccounts(place: AccountsPlace): Promise<AccountSummary[]> {
  return withAccounts(place, async ({ accounts, usage }) => {
    const summaries: AccountSummary[] = [];
    for (const { username, quota, createdAt } of await accounts.list()) {
      const { archives, archiveBytes: bytes } = await usage(username);
      summaries.push({ username, quota, createdAt, archives, bytes });
    }
    return summaries;
  });
}

/**
 * Gives an account another password; its sessions end at once.
 *
 * @throws {UserError} `account-unknown`, `usage`, `path-unreadable`, `disk-full`, `write-refused`, `database-away`, `database-refused`.
 */
export async function changePassword(
  place: AccountsPlace,
  username: string,
  password: string,
): Promise<void> {
  const hash = await hashOf(password);
  await withAccounts(place, async ({ accounts }) => {
    await known(accounts, username);
    await accounts.setPassword(username, hash);
  });
}

/**
 * @param quota bytes; null for no limit
 * @throws {UserError} `account-unknown`, `path-unreadable`, `disk-full`, `write-refused`, `database-away`, `database-refused`.
 */
export function changeQuota(place: AccountsPlace, username: string, quota: number | null): Promise<void> {
  return withAccounts(place, async ({ accounts }) => {
    await known(accounts, username);
    await accounts.setQuota(username, quota);
  });
}

/** The code for a database of several servers is loaded only when there is one. */
async function withAccounts<T>(
  place: AccountsPlace,
  work: (accounts: AccountsAtWork) => Promise<T>,
): Promise<T> {
  if (typeof place === 'string') {
    const { withLocalAccounts } = await import('./localAccounts.ts');
    return withLocalAccounts(place, work);
  }
  const { withSharedAccounts } = await import('./postgres/sharedAccounts.ts');
  return withSharedAccounts(place.databaseUrl, work);
}

async function known(accounts: Accounts, username: string): Promise<Account> {
  const account = await accounts.find(username);
  if (account === undefined) throw new UserError('account-unknown', { username });
  return account;
}

function hashOf(password: string): Promise<PasswordHash> {
  if (password === '' || !password.isWellFormed()) {
    throw new UserError('usage', { problem: 'account-password' });
  }
  return hashPassword(password);
}
