import { access, constants } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { systemCode, UserError } from '../common/errors.ts';
import { AccountTable } from './accountTable.ts';
import type { Backing, BackingOptions } from './backing.ts';
import { openAccounts } from './localAccounts.ts';
import { LocalSessions } from './localSessions.ts';
import { LocalLoginRecords } from './loginRecords.ts';
import { LocalReservations } from './reservations.ts';
import type { LocalPlace } from './serverOptions.ts';
import { FileStore } from './store/files/fileStore.ts';
import type { ArchiveStore } from './store/store.ts';
import { UploadLocks } from './tus/uploadLocks.ts';

/**
 * Opens a data folder and what works on it.
 *
 * @throws {UserError} `path-unreadable`, `disk-full`, `write-refused`
 */
export async function openLocalBacking(place: LocalPlace, options: BackingOptions): Promise<Backing> {
  const { dataFolder } = place;
  const { clock, sessionSeconds } = options;
  const database = await openAccounts(dataFolder, { durable: false });
  const accounts = new AccountTable(database);
  const store = await openStore(place, database, options);
  return {
    accounts,
    store,
    sessions: new LocalSessions(
      sessionSeconds,
      clock,
      ({ username, generation }) => accounts.find(username)?.generation === generation,
    ),
    loginRecords: new LocalLoginRecords(clock),
    reservations: new LocalReservations(),
    uploadLocks: new UploadLocks(),
    sweep: () => store.removeExpiredUploads(),
    problem: () => problemOf(dataFolder, accounts),
    async close() {
      await store.close();
      database.close();
    },
  };
}

async function openStore(
  { dataFolder, store }: LocalPlace,
  database: DatabaseSync,
  options: BackingOptions,
): Promise<ArchiveStore> {
  try {
    return store ?? (await FileStore.open({ ...options, dataFolder, database }));
  } catch (error) {
    database.close();
    const reason = systemCode(error) ?? String(error);
    throw new UserError('write-refused', { path: dataFolder, reason }, { cause: error });
  }
}

async function problemOf(dataFolder: string, accounts: AccountTable): Promise<string | undefined> {
  try {
    accounts.find('');
    await access(dataFolder, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
