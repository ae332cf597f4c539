import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { systemCode, UserError } from '../common/errors.ts';
import type { AccountsAtWork } from './accounts.ts';
import { importAccountsFile } from './accountsFile.ts';
import { AccountTable } from './accountTable.ts';
import { databaseName, isDatabaseFull, openDatabase } from './database.ts';
import { ArchiveIndex } from './store/files/archiveIndex.ts';
import { removeFoldersOf } from './store/files/layout.ts';

/**
 * The database with the accounts in it, those of earlier versions included.
 *
 * @throws {UserError} `path-unreadable`, `disk-full`, `write-refused`
 */
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

/** Works on the accounts of a data folder, whose server runs or not. @throws as `openAccounts` */
export async function withLocalAccounts<T>(
  dataFolder: string,
  work: (accounts: AccountsAtWork) => Promise<T>,
): Promise<T> {
  const database = await openAccounts(dataFolder, { durable: true });
  const index = new ArchiveIndex(database);
  try {
    return await work({
      accounts: new AccountTable(database),
      usage: async (username) => index.usage(username),
      async removeArchives(username) {
        await removeFolders(dataFolder, username);
        index.forget(username);
      },
    });
  } catch (error) {
    if (!isDatabaseFull(error)) throw error;
    throw new UserError('disk-full', { path: join(dataFolder, databaseName) }, { cause: error });
  } finally {
    database.close();
  }
}

async function removeFolders(dataFolder: string, username: string): Promise<void> {
  try {
    await removeFoldersOf(dataFolder, username);
  } catch (error) {
    const reason = systemCode(error) ?? 'unknown';
    throw new UserError('write-refused', { path: dataFolder, reason }, { cause: error });
  }
}
