import type { Backing, BackingOptions } from './backing.ts';
import type { Services } from './exchange.ts';
import { Limiter } from './limiter.ts';
import { LoginThrottle } from './loginThrottle.ts';
import { Quotas } from './quotas.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import type { ServerOptions } from './serverOptions.ts';

/** Each takes 64 MiB, and works on its four lanes at once. */
const concurrentPasswordChecks = 1;
/** Of one client. */
const waitingPasswordChecks = 64;

const sweepMilliseconds = 60 * 60 * 1000;

export interface RunningServices extends Services {
  /** What keeps the server from doing its work, if anything. */
  problem(): Promise<string | undefined>;
  /** Called when no request is running any more. */
  close(): Promise<void>;
}

/**
 * Opens what the server rests on, and what works on it.
 *
 * @throws {UserError} `path-unreadable`, `disk-full`, `write-refused`; `database-away`, `database-refused` and what is said
 * against the object store where servers share them
 */
export async function createServices(
  options: ServerOptions,
  metrics: ServerMetrics,
): Promise<RunningServices> {
  const { log, clock = Date.now } = options;
  const uploadLifetime = (options.uploadLifetimeSeconds ?? 7 * 24 * 60 * 60) * 1000;
  const failed = (error: unknown): void => {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log({ level: 'error', event: 'background-failed', facts: { problem } });
  };
  const sessionSeconds = options.sessionSeconds ?? 3600;
  const backing = await openBacking(options, { clock, uploadLifetime, sessionSeconds, failed, log, metrics });
  const { accounts, store, sessions, uploadLocks, reservations, loginRecords } = backing;
  const sweep = (): Promise<void> => backing.sweep().catch(failed);
  await sweep();
  const sweeping = setInterval(sweep, sweepMilliseconds).unref();
  const passwordChecks = new Limiter(concurrentPasswordChecks, waitingPasswordChecks);
  return {
    store,
    sessions,
    uploadLocks,
    quotas: new Quotas(store, accounts, reservations, {
      archives: options.maximumArchives ?? 1_000_000,
      uploads: options.maximumResumableUploads ?? 100,
    }),
    loginThrottle: new LoginThrottle(loginRecords),
    verifyPassword: (client, username, password) =>
      passwordChecks.run(client, () => accounts.verify(username, password)),
    maximumUploadBytes: options.maximumUploadBytes ?? 64 * 2 ** 30,
    uploadLifetime,
    clock,
    log,
    metrics,
    problem: () => backing.problem(),
    async close() {
      clearInterval(sweeping);
      await backing.close();
    },
  };
}

/** The code for the one kind is not loaded for the other. */
async function openBacking(options: ServerOptions, common: BackingOptions): Promise<Backing> {
  if ('dataFolder' in options) {
    const { openLocalBacking } = await import('./localBacking.ts');
    return openLocalBacking(options, common);
  }
  const { openSharedBacking } = await import('./postgres/sharedBacking.ts');
  return openSharedBacking(options, common);
}
