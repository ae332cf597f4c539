import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { account } from './station.ts';

export interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

interface Call {
  readonly method?: string;
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

const octets = { 'Content-Type': 'application/octet-stream' };

/** Speaks the protocol with a server by hand, and takes every answer as it is. */
export class Visitor {
  readonly #agent: Agent;
  readonly #port: number;
  #session = '';

  private constructor(agent: Agent, port: number) {
    this.#agent = agent;
    this.#port = port;
  }

  /** @param home whose certificate it shows */
  static async visit(home: string, port: number): Promise<Visitor> {
    const [cert, key, ca] = await Promise.all(
      ['client.crt', 'client.key', 'ca.crt'].map((name) => readFile(join(home, 'certs', name))),
    );
    return new Visitor(new Agent({ cert, key, ca, keepAlive: true, host: '127.0.0.1' }), port);
  }

  async logIn(): Promise<void> {
    const { status, body } = await this.call('/login', { method: 'POST', body: JSON.stringify(account) });
    if (status !== 200) throw new Error(`the login ended with ${status}`);
    this.#session = String((JSON.parse(body.toString()) as { session_id: string }).session_id);
  }

  leave(): void {
    this.#agent.destroy();
  }

  /** @throws where the connection ends without an answer */
  call(path: string, { method = 'GET', name, headers, body = '' }: Call): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const outgoing = request({
        host: '127.0.0.1',
        port: this.#port,
        agent: this.#agent,
        method,
        path,
        headers: {
          ...(this.#session === '' ? {} : { Authorization: this.#session }),
          ...(name === undefined ? {} : { 'File-Name': name }),
          ...headers,
          ...(body.length > 0 ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}),
        },
      });
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        buffer(response).then(
          (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
          reject,
        );
      });
      outgoing.end(body);
    });
  }

  upload(name: string, body: Buffer): Promise<Reply> {
    return this.call('/upload-file', { method: 'POST', name, body, headers: octets });
  }

  /** In two requests, by the tus protocol; the first answer that is not as it should be, or the last. */
  async uploadResumably(name: string, body: Buffer): Promise<Reply> {
    const tus = { 'Tus-Resumable': '1.0.0' };
    const metadata = `filename ${Buffer.from(name).toString('base64')}`;
    const announced = { ...tus, 'Upload-Length': String(body.length), 'Upload-Metadata': metadata };
    const created = await this.call('/files/', { method: 'POST', headers: announced });
    if (created.status !== 201) return created;
    const path = String(created.headers['location']);
    const sent = { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };
    return this.call(path, { method: 'PATCH', headers: sent, body });
  }

  download(name: string): Promise<Reply> {
    return this.call('/download-file', { name, headers: { Accept: 'application/octet-stream' } });
  }

  delete(name: string): Promise<Reply> {
    return this.call('/delete-file', { method: 'POST', name });
  }

  rewrap(name: string, envelope: Buffer, tag: string): Promise<Reply> {
    return this.call('/rewrap-file', { method: 'POST', name, body: envelope, headers: { 'If-Match': tag } });
  }

  list(): Promise<Reply> {
    return this.call('/get-files', {});
  }
}
