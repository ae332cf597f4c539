import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import { authority, type Identity, password } from '../serving.ts';

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Buffer | string | undefined;
  readonly session?: string | undefined;
  readonly localAddress?: string;
}

export interface Answer {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Whoever holds a certificate, or none, and asks a server. */
export class Caller {
  readonly #port: number;
  readonly #identity: Identity | null;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(port: number, identity: Identity | null) {
    this.#port = port;
    this.#identity = identity;
  }

  /** `fresh` takes a new connection. */
  async ask({ session, headers, body, ...call }: Call, { fresh = false } = {}): Promise<Answer> {
    const outgoing = request({
      ...call,
      ...this.#options(),
      agent: fresh ? false : this.#agent,
      headers: { ...headers, ...(session !== undefined && { Authorization: session }) } as Record<
        string,
        string
      >,
    });
    outgoing.end(body);
    try {
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      return {
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: await buffer(response),
      };
    } catch {
      return { status: 0, headers: {}, body: Buffer.alloc(0) };
    }
  }

  /** A login with whatever password. */
  login(username: string, attempt = password, more: Partial<Call> = {}): Promise<Answer> {
    const body = JSON.stringify({ username, password: attempt });
    return this.ask({ method: 'POST', path: '/login', body, ...more });
  }

  /** @throws when the login fails */
  async sessionOf(username: string): Promise<string> {
    const { status, body } = await this.login(username);
    if (status !== 200) throw new Error(`The login of ${username} was answered with ${status}`);
    return (JSON.parse(body.toString()) as { session_id: string }).session_id;
  }

  /** A connection of its own, for what no HTTP client would send. */
  async open(): Promise<TLSSocket> {
    const socket = this.begin();
    await once(socket, 'secureConnect');
    return socket;
  }

  /** As `open`, before its handshake. */
  begin(): TLSSocket {
    const socket = connect(this.#options());
    // Whoever is refused sees the connection end.
    socket.on('error', () => undefined);
    return socket;
  }

  /** Sends those bytes and gives all that comes until the server closes. */
  async send(bytes: Buffer | string): Promise<Buffer> {
    const socket = await this.open();
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // Not `once`: a connection that is reset has closed too.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(bytes);
    await closed;
    return Buffer.concat(chunks);
  }

  close(): void {
    this.#agent.destroy();
  }

  #options() {
    return { host: '127.0.0.1', port: this.#port, ca: authority.certificatePem, ...this.#identity };
  }
}
