import type { Accounts } from './account.ts';
import type { LoginRecords } from './loginRecords.ts';
import type { Reservations } from './reservations.ts';
import type { ServerLog } from './serverLog.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import type { Sessions } from './sessions.ts';
import type { ArchiveStore } from './store/store.ts';
import type { UploadLocks } from './tus/uploadLocks.ts';

/** What a server rests on: a folder of its own, or what it shares with others. */
export interface Backing {
  readonly accounts: Accounts;
  readonly store: ArchiveStore;
  readonly sessions: Sessions;
  readonly loginRecords: LoginRecords;
  readonly reservations: Reservations;
  readonly uploadLocks: UploadLocks;
  /** Once an hour: forgets what has expired. */
  sweep(): Promise<void>;
  /** What keeps the server from doing its work, if anything. */
  problem(): Promise<string | undefined>;
  /** Called when no request is running any more. */
  close(): Promise<void>;
}

/** What both kinds are opened with. */
export interface BackingOptions {
  /** Milliseconds. */
  readonly clock: () => number;
  /** Milliseconds. */
  readonly uploadLifetime: number;
  readonly sessionSeconds: number;
  /** Told of an error in work that nobody waits for. */
  readonly failed: (error: unknown) => void;
  readonly log: ServerLog;
  readonly metrics: ServerMetrics;
}
