import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from './account.ts';
import type { LoginThrottle } from './loginThrottle.ts';
import type { Quotas } from './quotas.ts';
import type { ServerLog } from './serverLog.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import type { Session, Sessions } from './sessions.ts';
import type { ArchiveStore } from './store/store.ts';
import type { UploadLocks } from './tus/uploadLocks.ts';

/** What the handlers share. */
export interface Services {
  readonly store: ArchiveStore;
  readonly quotas: Quotas;
  readonly uploadLocks: UploadLocks;
  readonly sessions: Sessions;
  readonly loginThrottle: LoginThrottle;
  /** Bounded: at most so many run at once, the rest waits, each client in its turn, or is turned away. */
  readonly verifyPassword: (
    client: string,
    username: string,
    password: string,
  ) => Promise<Account | undefined>;
  /** Bytes of an archive, not of its base64 text. */
  readonly maximumUploadBytes: number;
  /** Milliseconds after which a resumable upload that nobody goes on with is removed. */
  readonly uploadLifetime: number;
  /** Gives milliseconds. */
  readonly clock: () => number;
  readonly log: ServerLog;
  readonly metrics: ServerMetrics;
}

/** One request and its response. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** IP address of the client. */
  readonly address: string;
  /** SHA-256 of the client's certificate; empty where none was asked for. */
  readonly certificateFingerprint: string;
}

export interface SessionExchange extends Exchange {
  readonly session: Session;
}

export type PublicHandler = (services: Services, exchange: Exchange) => Promise<void>;
export type SessionHandler = (services: Services, exchange: SessionExchange) => Promise<void>;
