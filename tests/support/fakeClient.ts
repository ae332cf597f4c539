import type { SessionInfo } from '../../src/client/client.ts';
import type {
  Archive,
  DownloadOptions,
  DownloadResult,
  LoginOptions,
  Progress,
  UploadResult,
} from '../../src/client/types.ts';
import type { ScreensClient } from '../../src/components/state/screensClient.ts';

/** A transfer under way, moved on by the test. */
export interface FakeTransfer {
  readonly subject: string;
  /** Of a download. */
  readonly options?: DownloadOptions;
  progress(progress: Progress): void;
  succeed(result?: Partial<UploadResult & DownloadResult>): void;
  fail(error: unknown): void;
}

/** A login under way, moved on by the test. */
export interface FakeLogin {
  readonly options: LoginOptions;
  accept(change?: Partial<SessionInfo>): void;
  refuse(error: unknown): void;
}

/** A client without a server: everything in memory, every step in the hands of the test. */
export interface FakeClient extends ScreensClient {
  archives: Archive[];
  /** Thrown by the next listing. */
  listingError: unknown;
  readonly logins: FakeLogin[];
  readonly transfers: FakeTransfer[];
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
    passphraseIsPassword: true,
    ...change,
  };
}

export function createFakeClient(now: () => Date, archives: Archive[] = []): FakeClient {
  const client: FakeClient = {
    archives,
    listingError: null,
    logins: [],
    transfers: [],
    ended: [],

    loginToServer(options) {
      return cancellable(options.signal, (resolve, reject) => {
        const { host, port, username, password, passphrase } = options;
        options.onStage?.('connecting');
        const passphraseIsPassword = passphrase === undefined || passphrase === password;
        const session = sessionInfo(now(), { host, port, username, passphraseIsPassword });
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
          progress: (progress) => options?.onProgress?.(progress),
          succeed(result = {}) {
            const name = `${subject.split('/').at(-1)}-20261122T120000Z.enc`;
            client.archives = [{ name, size: 4096, uploadedAt: now() }, ...client.archives];
            resolve({ name, bytes: 4000, sealedBytes: 4096, entries: 3, warnings: [], ...result });
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
          progress: (progress) => options.onProgress?.(progress),
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

    async logout(session) {
      client.ended.push(session);
    },
  };
  return client;
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
