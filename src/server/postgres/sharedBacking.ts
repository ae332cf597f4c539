import type { Backing, BackingOptions } from '../backing.ts';
import type { SharedPlace } from '../serverOptions.ts';
import { ObjectStore } from '../store/objects/objectStore.ts';
import { openBucket } from '../store/objects/openBucket.ts';
import { UploadLocks } from '../tus/uploadLocks.ts';
import { LockConnection } from './lockConnection.ts';
import { allParts } from './parts.ts';
import { Postgres } from './postgres.ts';
import { SessionKeys } from './sessionKeys.ts';
import { SharedAccounts } from './sharedAccounts.ts';
import { SharedLoginRecords } from './sharedLoginRecords.ts';
import { SharedReservations } from './sharedReservations.ts';
import { SignedSessions } from './signedSessions.ts';

const storeCheckMilliseconds = 10_000;

/**
 * Opens what servers share that stand for each other.
 *
 * @throws {UserError} `database-away`, `database-refused`; `path-not-found`, `path-unreadable`, `usage` for the keys;
 * `store-away`
 */
export async function openSharedBacking(place: SharedPlace, options: BackingOptions): Promise<Backing> {
  const { clock, log, sessionSeconds, uploadLifetime } = options;
  const keys = new SessionKeys(place.sessionKeysPath, log);
  const bucket = await openBucket(place, options.metrics);
  const postgres = await Postgres.open(place.databaseUrl, allParts, log);
  const locks = await LockConnection.open(place.databaseUrl, log).catch(async (error) => {
    await postgres.close();
    throw error;
  });
  const store = new ObjectStore({ bucket, postgres, uploadLifetime });
  const sessions = new SignedSessions(sessionSeconds, clock, postgres, keys);
  const loginRecords = new SharedLoginRecords(postgres, clock);
  const reservations = new SharedReservations(postgres, locks);
  const checkBucket = remembered(() => bucket.check(), clock);
  return {
    accounts: new SharedAccounts(postgres),
    store,
    sessions,
    loginRecords,
    reservations,
    uploadLocks: new UploadLocks(locks),
    async sweep() {
      for (const swept of [sessions, loginRecords, reservations]) await swept.sweep();
      await store.removeExpiredUploads();
    },
    async problem() {
      if (!locks.isConnected) return 'no connection to the database for locks';
      return firstProblem([() => postgres.check(), checkBucket]);
    },
    async close() {
      await store.close();
      await locks.close();
      await postgres.close();
    },
  };
}

/** The same outcome for a while: balancers ask every other second, and each call of an object store has a price. */
function remembered(check: () => Promise<void>, clock: () => number): () => Promise<void> {
  let last: { readonly at: number; readonly outcome: Promise<void> } | undefined;
  return () => {
    if (last === undefined || clock() - last.at > storeCheckMilliseconds)
      last = { at: clock(), outcome: check() };
    return last.outcome;
  };
}

async function firstProblem(checks: readonly (() => Promise<void>)[]): Promise<string | undefined> {
  for (const check of checks) {
    try {
      await check();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return undefined;
}
