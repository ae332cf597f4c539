import { access, constants } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { systemCode, UserError } from '../common/errors.ts';
import { openAccounts } from './accounts.ts';
import { AccountTable } from './accountTable.ts';
import type { Services } from './exchange.ts';
import { Limiter } from './limiter.ts';
import { LoginThrottle } from './loginThrottle.ts';
import { Quotas } from './quotas.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import type { ServerOptions } from './serverOptions.ts';
import { type Session, Sessions } from './sessions.ts';
import { FileStore } from './store/files/fileStore.ts';
import type { ArchiveStore } from './store/store.ts';
import { UploadLocks } from './tus/uploadLocks.ts';

/** Each takes 64 MiB, and works on its four lanes at once. */
const concurrentPasswordChecks = 1;
const waitingPasswordChecks = 64;

const sweepMilliseconds = 60 * 60 * 1000;

export interface RunningServices extends Services {
  /** What keeps the server from doing its work, if anything. */
  problem(): Promise<string | undefined>;
  /** Called when no request is running any more. */
  close(): Promise<void>;
}

/**
 * Opens the data folder and what works on it.
 *
 * @throws {UserError} `path-unreadable`, `disk-full`, `write-refused`
 */
export async function createServices(
  options: ServerOptions,
  metrics: ServerMetrics,
): Promise<RunningServices> {
  const { dataFolder, log, clock = Date.now } = options;
  const database = await openAccounts(dataFolder, { durable: false });
  const uploadLifetime = (options.uploadLifetimeSeconds ?? 7 * 24 * 60 * 60) * 1000;
  const accounts = new AccountTable(database);
  const store = await openStore(options, database, uploadLifetime);
  const sweep = (): Promise<void> =>
    store.removeExpiredUploads().catch((error) => logFailure(options, error));
  await sweep();
  const sweeping = setInterval(sweep, sweepMilliseconds).unref();
  const passwordChecks = new Limiter(concurrentPasswordChecks, waitingPasswordChecks);
  const isValid = ({ username, generation }: Session): boolean =>
    accounts.find(username)?.generation === generation;
  return {
    store,
    quotas: new Quotas(store, accounts, {
      archives: options.maximumArchives ?? 1_000_000,
      uploads: options.maximumResumableUploads ?? 100,
    }),
    uploadLocks: new UploadLocks(),
    sessions: new Sessions(options.sessionIdleSeconds ?? 3600, clock, isValid),
    loginThrottle: new LoginThrottle(clock),
    verifyPassword: (username, password) => passwordChecks.run(() => accounts.verify(username, password)),
    maximumUploadBytes: options.maximumUploadBytes ?? 64 * 2 ** 30,
    uploadLifetime,
    clock,
    log,
    metrics,
    problem: () => problemOf(dataFolder, accounts),
    async close() {
      clearInterval(sweeping);
      await store.close();
      database.close();
    },
  };
}

async function openStore(
  options: ServerOptions,
  database: DatabaseSync,
  uploadLifetime: number,
): Promise<ArchiveStore> {
  const { dataFolder, clock = Date.now } = options;
  const failed = (error: unknown): void => logFailure(options, error);
  try {
    return options.store ?? (await FileStore.open({ dataFolder, database, uploadLifetime, clock, failed }));
  } catch (error) {
    database.close();
    const reason = systemCode(error) ?? String(error);
    throw new UserError('write-refused', { path: dataFolder, reason }, { cause: error });
  }
}

function logFailure({ log }: ServerOptions, error: unknown): void {
  const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log({ level: 'error', event: 'background-failed', facts: { problem } });
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
