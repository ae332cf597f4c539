import type { ServerLog } from './serverLog.ts';
import type { ArchiveStore } from './store.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** Whose client certificates are accepted. */
  readonly authorityPem: string;
  /** Accounts and archives, for this server alone. */
  readonly dataFolder: string;
  /** Default true. */
  readonly requireClientCertificate?: boolean;
  readonly log: ServerLog;
  /** Where archives are kept; files in the data folder by default. */
  readonly store?: ArchiveStore;
  /** Default one hour. */
  readonly sessionIdleSeconds?: number;
  /** Default 64 GiB. */
  readonly maximumUploadBytes?: number;
  /** How long a connection may be silent, also in the middle of a request. Default two minutes. */
  readonly idleMilliseconds?: number;
  /** How long `close` lets running requests go on. Default 5 s. */
  readonly graceMilliseconds?: number;
  /** Milliseconds; for sessions and lock-outs. */
  readonly clock?: () => number;
}
