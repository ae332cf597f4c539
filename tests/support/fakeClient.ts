import type { SessionInfo } from '../../src/client/client.ts';
import type {
  Archive,
  ArchiveEntry,
  DownloadOptions,
  DownloadResult,
  LoginOptions,
  Progress,
  Retry,
  TransferNotice,
  TransferOptions,
  UnfinishedTransfer,
  UploadOptions,
  UploadResult,
  VerifyResult,
} from '../../src/client/types.ts';
import type { ScreensClient } from '../../src/components/state/screensClient.ts';

/** A transfer under way, moved on by the test. */
export interface FakeTransfer {
  readonly subject: string;
  /** Of a download. */
  readonly options?: DownloadOptions;
  /** Of an upload. */
  readonly uploadOptions?: UploadOptions | undefined;
  progress(progress: Progress): void;
  retry(retry: Retry): void;
  notice(notice: TransferNotice): void;
  succeed(result?: Partial<UploadResult & DownloadResult & VerifyResult>): void;
  fail(error: unknown): void;
}

/** A login under way, moved on by the test. */
export interface FakeLogin {
  readonly options: LoginOptions;
  accept(change?: Partial<SessionInfo>): void;
  refuse(error: unknown): void;
}

/** A look inside an archive under way, moved on by the test. */
export interface FakeReading {
  readonly name: string;
  readonly signal: AbortSignal | undefined;
  progress(progress: Progress): void;
  succeed(entries: readonly ArchiveEntry[]): void;
  fail(error: unknown): void;
}

/** A client without a server: everything in memory, every step in the hands of the test. */
export interface FakeClient extends ScreensClient {
  archives: Archive[];
  /** Thrown by the next listing. */
  listingError: unknown;
  /** Interrupted transfers of the account. */
  unfinished: UnfinishedTransfer[];
  /** Archives that cannot be deleted, with what is thrown. */
  readonly undeletable: Map<string, unknown>;
  /** Of the server, for the next login. */
  abilities: SessionInfo['abilities'];
  readonly logins: FakeLogin[];
  readonly transfers: FakeTransfer[];
  readonly readings: FakeReading[];
  /** What the next session says of the server. */
  readsInPart: boolean;
  readonly ended: SessionInfo[];
}

/** A session of which nothing ends soon. */
export function sessionInfo(now: Date, change: Partial<SessionInfo> = {}): SessionInfo {
  const inDays = (days: number) => new Date(now.getTime() + days * 24 * 3600 * 1000);
  return {
    host: 'backup.example.org',
    port: 8443,
    username: 'alice',
    tlsProtocol: 'TLSv1.3',
    clientCertificateExpires: inDays(87.5),
    authorityExpires: inDays(3000),
    serverCertificateExpires: inDays(300),
    isServerRenewed: false,
    readsInPart: true,
    passphraseIsPassword: true,
    abilities: { deletes: true, resumesUploads: true },
    ...change,
  };
}

export function createFakeClient(now: () => Date, archives: Archive[] = []): FakeClient {
  const client: FakeClient = {
    archives,
    listingError: null,
    unfinished: [],
    undeletable: new Map(),
    abilities: { deletes: true, resumesUploads: true },
    logins: [],
    transfers: [],
    readings: [],
    readsInPart: true,
    ended: [],

    loginToServer(options) {
      return cancellable(options.signal, (resolve, reject) => {
        const { host, port, username, password, passphrase } = options;
        options.onStage?.('connecting');
        const passphraseIsPassword = passphrase === undefined || passphrase === password;
        const { abilities, readsInPart } = client;
        const account = { host, port, username, passphraseIsPassword };
        const session = sessionInfo(now(), { ...account, abilities, readsInPart });
        client.logins.push({
          options,
          accept: (change) => resolve({ ...session, ...change }),
          refuse: reject,
        });
      });
    },

    async listFiles() {
      const error = client.listingError;
      client.listingError = null;
      if (error !== null) throw error;
      return [...client.archives];
    },

    uploadFile(_session, paths, options) {
      return cancellable(options?.signal, (resolve, reject) => {
        const subject = paths.join(' ');
        client.transfers.push({
          subject,
          uploadOptions: options,
          ...observations(options),
          succeed(result = {}) {
            const name = `${subject.split('/').at(-1)}-20261122T120000Z.enc`;
            client.archives = [{ name, size: 4096, uploadedAt: now() }, ...client.archives];
            resolve({
              mode: 'client',
              name,
              bytes: 4000,
              sealedBytes: 4096,
              entries: 3,
              warnings: [],
              ...result,
            });
          },
          fail: reject,
        });
      });
    },

    downloadAndDecryptFile(_session, name, options) {
      return cancellable(options.signal, (resolve, reject) => {
        client.transfers.push({
          subject: name,
          options,
          ...observations(options),
          succeed(result = {}) {
            resolve({
              name,
              destination: options.destination,
              entries: 3,
              bytes: 4000,
              warnings: [],
              ...result,
            });
          },
          fail: reject,
        });
      });
    },

    showArchive(_session, name, options) {
      return cancellable(options?.signal, (resolve, reject) => {
        client.readings.push({
          name,
          signal: options?.signal,
          progress: (progress) => options?.onProgress?.(progress),
          succeed: (entries) => {
            const { length } = entries;
            resolve({ name, createdAt: now(), host: 'laptop', user: 'alice', bytes: length, entries });
          },
          fail: reject,
        });
      });
    },

    verifyArchive(_session, name, options) {
      return cancellable(options?.signal, (resolve, reject) => {
        client.transfers.push({
          subject: name,
          ...observations(options),
          succeed(result = {}) {
            resolve({ name, entries: 3, bytes: 4000, changed: [], ...result });
          },
          fail: reject,
        });
      });
    },

    async deleteArchive(_session, name) {
      if (client.undeletable.has(name)) throw client.undeletable.get(name);
      client.archives = client.archives.filter((archive) => archive.name !== name);
    },

    async listUnfinished() {
      return [...client.unfinished];
    },

    async discardTransfer(_session, id) {
      client.unfinished = client.unfinished.filter((transfer) => transfer.id !== id);
    },

    async logout(session) {
      client.ended.push(session);
    },
  };
  return client;
}

function observations(options: TransferOptions | undefined) {
  return {
    progress: (progress: Progress) => options?.onProgress?.(progress),
    retry: (retry: Retry) => options?.onRetry?.(retry),
    notice: (notice: TransferNotice) => options?.onNotice?.(notice),
  };
}

/** The last of a list that has one. */
export function latest<Item>(items: readonly Item[]): Item {
  const item = items.at(-1);
  if (item === undefined) throw new Error('nothing there yet');
  return item;
}

function cancellable<Result>(
  signal: AbortSignal | undefined,
  start: (resolve: (result: Result) => void, reject: (error: unknown) => void) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    start(resolve, reject);
  });
}
