import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makePrivateFolder, writeFileAtomically } from '../common/atomicFile.ts';
import { systemCode, UserError } from '../common/errors.ts';
import { hashPassword, matchesHash, passwordHashSchema, unmatchableHash } from './passwordHash.ts';

/** Usernames become folder names, hence no leading dot and nothing that a file system reads its own way. */
const usernamePattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;

const accountsSchema = z.object({
  version: z.literal(1),
  accounts: z.array(z.object({ username: z.string().regex(usernamePattern), password: passwordHashSchema })),
});
type Accounts = z.infer<typeof accountsSchema>;

/**
 * Adds an account to the data folder of a server, running or not.
 *
 * @throws {UserError} `account-exists` (names that differ in case only share a folder on some file systems),
 * `usage` for an unusable name or password, `path-unreadable`, `disk-full`, `write-refused`.
 */
export async function addAccount(dataFolder: string, username: string, password: string): Promise<void> {
  if (!usernamePattern.test(username)) {
    throw new UserError('usage', {
      reason: 'a username is 1 to 64 letters, digits, ".", "_" or "-", and does not start with a dot',
    });
  }
  if (password === '' || !password.isWellFormed()) {
    throw new UserError('usage', { reason: 'the password is empty or not valid Unicode' });
  }
  const { version, accounts } = await readAccounts(dataFolder);
  const folded = username.toLowerCase();
  if (accounts.some((account) => account.username.toLowerCase() === folded)) {
    throw new UserError('account-exists', { username });
  }
  const account = { username, password: await hashPassword(password) };
  await writeAccounts(dataFolder, { version, accounts: [...accounts, account] });
}

/**
 * True when the account exists and the password is its own. The file is read anew each time, so that accounts
 * can be added while the server runs; an unknown account costs as much time as a known one.
 *
 * @throws {UserError} `path-unreadable` when the accounts cannot be read.
 */
export async function verifyPassword(
  dataFolder: string,
  username: string,
  password: string,
): Promise<boolean> {
  const { accounts } = await readAccounts(dataFolder);
  const account = accounts.find((candidate) => candidate.username === username);
  return matchesHash(password, account?.password ?? unmatchableHash);
}

async function readAccounts(dataFolder: string): Promise<Accounts> {
  const path = accountsPath(dataFolder);
  try {
    return accountsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return { version: 1, accounts: [] };
    throw new UserError(
      'path-unreadable',
      { path, reason: code ?? 'not a valid accounts file' },
      { cause: error },
    );
  }
}

async function writeAccounts(dataFolder: string, accounts: Accounts): Promise<void> {
  const path = accountsPath(dataFolder);
  try {
    await makePrivateFolder(dataFolder);
    await writeFileAtomically(path, `${JSON.stringify(accounts, null, 2)}\n`);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new UserError('disk-full', { path }, { cause: error });
    throw new UserError('write-refused', { path, reason: code ?? 'unknown' }, { cause: error });
  }
}

function accountsPath(dataFolder: string): string {
  return join(dataFolder, 'accounts.json');
}
