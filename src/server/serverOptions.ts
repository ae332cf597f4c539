import type { ServerLog } from './serverLog.ts';
import type { ArchiveStore } from './store/store.ts';

/** A server by itself. */
export interface LocalPlace {
  /** Accounts and archives, for this server alone. */
  readonly dataFolder: string;
  /** Where archives are kept; files in the data folder by default. */
  readonly store?: ArchiveStore;
}

/** What servers have in common that stand for each other; they keep nothing of their own. */
export interface SharedPlace {
  readonly databaseUrl: string;
  /** `s3://BUCKET[/PREFIX]` */
  readonly storeUrl: string;
  /** URL of the S3-compatible object store; that of AWS without one. */
  readonly endpoint?: string;
  /** File of the keys that sessions are signed with; it may change while the server runs. */
  readonly sessionKeysPath: string;
}

export type ServerOptions = CommonOptions & (LocalPlace | SharedPlace);

interface CommonOptions {
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** Whose client certificates are accepted. */
  readonly authorityPem: string;
  /** File of the authority's revocation list, PEM; it may appear and change while the server runs. */
  readonly revocationListPath?: string;
  /** Default true. */
  readonly requireClientCertificate?: boolean;
  readonly log: ServerLog;
  /** Port for `/healthz` and `/metrics`, over plain HTTP; 0 chooses a free one. Default none. */
  readonly metricsPort?: number;
  /** Address for that port. Default 127.0.0.1. */
  readonly metricsHost?: string;
  /** How long a session may go without a request; where servers share them, how long it lasts. Default one hour. */
  readonly sessionSeconds?: number;
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
  /** That are open, besides as many that have not finished their handshake. Default 512. */
  readonly maximumConnections?: number;
  /** How long `close` goes on as before while `/healthz` says that it is closing. Default not at all. */
  readonly drainMilliseconds?: number;
  /** How long `close` then lets running requests go on. Default 5 s. */
  readonly graceMilliseconds?: number;
  /** Milliseconds; for sessions, lock-outs and the life of resumable uploads. */
  readonly clock?: () => number;
}
