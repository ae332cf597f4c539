import type { ServerLog } from './serverLog.ts';
import type { ArchiveStore } from './store/store.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** Whose client certificates are accepted. */
  readonly authorityPem: string;
  /** File of the authority's revocation list, PEM; it may appear and change while the server runs. */
  readonly revocationListPath?: string;
  /** Accounts and archives, for this server alone. */
  readonly dataFolder: string;
  /** Default true. */
  readonly requireClientCertificate?: boolean;
  readonly log: ServerLog;
  /** Port on loopback for `/healthz` and `/metrics`, over plain HTTP; 0 chooses a free one. Default none. */
  readonly metricsPort?: number;
  /** Where archives are kept; files in the data folder by default. */
  readonly store?: ArchiveStore;
  /** Default one hour. */
  readonly sessionIdleSeconds?: number;
  /** Default 64 GiB. */
  readonly maximumUploadBytes?: number;
  /** Of one account. Default a million. */
  readonly maximumArchives?: number;
  /** Unfinished ones of one account. Default 100. */
  readonly maximumResumableUploads?: number;
  /** A resumable upload that nobody goes on with is removed after this time. Default seven days. */
  readonly uploadLifetimeSeconds?: number;
  /** How long a connection may be silent, also in the middle of a request. Default two minutes. */
  readonly idleMilliseconds?: number;
  /** How long `close` lets running requests go on. Default 5 s. */
  readonly graceMilliseconds?: number;
  /** Milliseconds; for sessions, lock-outs and the life of resumable uploads. */
  readonly clock?: () => number;
}
