import { randomUUID } from 'node:crypto';
import { createServer, type TLSSocket } from 'node:tls';
import type { Peer } from '../../src/net/peer.ts';
import { authority, clientIdentity, serverIdentity } from '../net/support/certificates.ts';
import { listen } from '../net/support/server.ts';
import { type HomeOptions, makeHome } from './clientHome.ts';
import { encryptLegacy, entry, zip } from './legacyArchive.ts';

export const account = { username: 'ada', password: 'correct horse' } as const;

/** So much such a server reads at once; of a small request it never reads more. */
const readLength = 4096;

/** A request as it was read. */
export interface BaseRequest {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Reads that it took. */
  readonly reads: number;
}

export interface BaseServerOptions {
  /**
   * What becomes of an upload: `sealed` by the server, under a name of its own; kept as the `text` that came; kept as
   * the `bytes` that a `Content-Transfer-Encoding` stands for.
   */
  readonly keeps: 'sealed' | 'text' | 'bytes';
  /** More for the answer to the login. */
  readonly loginAnswer?: object;
  /** What its clock says; it does not tell where absent. */
  readonly time?: () => Date;
  /** So many uploads are refused first, as if their session had ended. */
  readonly endedSessions?: number;
}

export interface BaseServer {
  readonly peer: Peer;
  readonly requests: readonly BaseRequest[];
  /** What is stored, by name. */
  readonly stored: ReadonlyMap<string, Buffer>;
  home(config?: HomeOptions['config']): Promise<string>;
}

/**
 * A server as those already deployed are, for the length of the test: it matches header names as they are spelled,
 * splits their lines at ": ", reads a small request with one read, answers with `Content-Length` and closes without a
 * word, never asks for a certificate, and keeps nothing that is not UTF-8 text.
 */
export async function startBaseServer(options: BaseServerOptions): Promise<BaseServer> {
  const requests: BaseRequest[] = [];
  const stored = new Map<string, Buffer>();
  const sessions = new Map<string, string | undefined>();
  let ended = options.endedSessions ?? 0;

  function answerTo({ line, headers, body }: BaseRequest): [status: string, answer: object] {
    const session = headers['Authorization'] ?? '';
    if (line === 'POST /login HTTP/1.1') {
      if (body.toString() !== JSON.stringify(account)) return ['401 Unauthorized', { message: 'No' }];
      const id = randomUUID();
      sessions.set(id, undefined);
      return ['200 OK', { message: 'Login successful!', session_id: id, ...options.loginAnswer }];
    }
    if (!sessions.has(session)) return ['403 Forbidden', { message: 'No session' }];
    const name = headers['File-Name'];
    switch (line.split('?')[0]?.replace(' HTTP/1.1', '')) {
      case 'GET /get-files':
        if (stored.size === 0) return ['404 Not Found', { message: 'No archives found' }];
        return ['200 OK', { archives: [...stored.keys()] }];
      case 'GET /download-file': {
        const content = stored.get(name ?? '');
        if (!content) return ['404 Not Found', { message: 'File not found' }];
        return ['200 OK', { message: 'ok', file_content: content.toString('base64') }];
      }
      case 'POST /upload-file':
        if (!name) return ['400 Bad Request', { message: 'No name' }];
        ended -= 1;
        if (ended >= 0) return ['403 Forbidden', { message: 'No session' }];
        store(session, name, headers, body);
        return ['200 OK', { message: 'File uploaded' }];
      default:
        return ['404 Not Found', { message: 'No such path' }];
    }
  }

  function store(session: string, name: string, headers: BaseRequest['headers'], body: Buffer): void {
    const isText = headers['Content-Transfer-Encoding'] === 'base64';
    if (options.keeps === 'bytes') stored.set(name, isText ? Buffer.from(body.toString(), 'base64') : body);
    else if (options.keeps === 'text') stored.set(name, Buffer.from(body.toString('utf8')));
    else {
      const own = sessions.get(session) ?? `archive_${randomUUID()}.enc`;
      sessions.set(session, own);
      stored.set(own, encryptLegacy(zip([entry(name, body.toString('utf8'), 8)]), account.password));
    }
  }

  const server = createServer({ ...serverIdentity, requestCert: false }, (socket) => {
    socket.on('error', () => {});
    void readRequest(new Wire(socket)).then((request) => {
      requests.push(request);
      const [status, answer] = answerTo(request);
      const body = JSON.stringify(answer);
      const date = options.time === undefined ? '' : `Date: ${options.time().toUTCString()}\r\n`;
      socket.end(
        `HTTP/1.1 ${status}\r\n${date}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
  });
  const { cert, key } = clientIdentity;
  const peer = await listen(server);
  return {
    peer,
    requests,
    stored,
    home: (config = {}) => makeHome({ cert, key, ca: authority.certificatePem, config }),
  };
}

/** One read, and more only for the body of an upload that does not fit. */
async function readRequest(wire: Wire): Promise<BaseRequest> {
  let bytes = await wire.read();
  let reads = 1;
  const headLength = bytes.indexOf('\r\n\r\n') + 4;
  const [line = '', ...fields] = bytes.toString('latin1', 0, headLength - 4).split('\r\n');
  const headers = Object.fromEntries(fields.map((field) => field.split(': ')));
  const length = headLength + Number(headers['Content-Length'] ?? 0);
  if (line.startsWith('POST /upload-file')) {
    for (; bytes.length < length; reads += 1) bytes = Buffer.concat([bytes, await wire.read()]);
  }
  return { line, headers, body: bytes.subarray(headLength, length), reads };
}

/** Reads as the system call does: what one TLS record brought, and no more than asked for. */
class Wire {
  readonly #records: Buffer[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(socket: TLSSocket) {
    socket.on('data', (record: Buffer) => {
      this.#records.push(record);
      this.#changed.resolve();
    });
  }

  async read(): Promise<Buffer> {
    for (;;) {
      const record = this.#records.shift();
      if (!record) {
        this.#changed = Promise.withResolvers();
        await this.#changed.promise;
        continue;
      }
      if (record.length > readLength) this.#records.unshift(record.subarray(readLength));
      return record.subarray(0, readLength);
    }
  }
}
