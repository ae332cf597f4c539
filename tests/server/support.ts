import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, onTestFinished } from 'vitest';
import { createAuthority } from '../../src/pki/authority.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import { AccountTable } from '../../src/server/accountTable.ts';
import { databaseName, openDatabase } from '../../src/server/database.ts';
import { type RunningServer, startServer } from '../../src/server/server.ts';
import type { ServerLogEntry } from '../../src/server/serverLog.ts';
import type { LocalPlace, ServerOptions } from '../../src/server/serverOptions.ts';
import { cheapHash } from '../support/cheapHash.ts';

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly json: Record<string, unknown>;
}

export interface Call extends RequestOptions {
  /** Null presents no certificate. */
  readonly identity?: Identity | null;
  readonly body?: Buffer | string;
  readonly session?: string;
  readonly name?: string;
}

export const authority = await createAuthority({ commonName: 'Test authority' });
export const alicesMachine = await newIdentity();
export const otherMachine = await newIdentity();
export const serverIdentity = await issueCertificate(authority, {
  kind: 'server',
  commonName: 'server',
  dnsNames: ['localhost'],
  ipAddresses: ['127.0.0.1'],
});

// The database is made once and copied for every server.
const templateFolder = await mkdtemp(join(tmpdir(), 'server-accounts-'));
const template = await openDatabase(templateFolder, { durable: false });
/** Of the password `secret`. */
export const secretHash = await cheapHash('secret');
for (const name of ['alice', 'bob']) new AccountTable(template).add(name, secretHash, null, new Date());
template.close();
afterAll(() => rm(templateFolder, { recursive: true, force: true }));

export async function newIdentity(issuer = authority): Promise<Identity> {
  const issued = await issueCertificate(issuer, { kind: 'client', commonName: 'client' });
  return { cert: issued.certificatePem, key: issued.privateKeyPem };
}

/** A folder that lives as long as the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'server-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A data folder with the accounts `alice` and `bob`, password `secret`. */
export async function dataFolderWithAccounts(): Promise<string> {
  const folder = await temporaryFolder();
  await copyFile(join(templateFolder, databaseName), join(folder, databaseName));
  return folder;
}

/** Of a server by itself. */
type TestOptions = Partial<Extract<ServerOptions, LocalPlace>>;

/** What all servers of tests are started with. */
export const onLoopback = {
  host: '127.0.0.1',
  port: 0,
  certificatePem: serverIdentity.certificatePem,
  privateKeyPem: serverIdentity.privateKeyPem,
  authorityPem: authority.certificatePem,
  graceMilliseconds: 0,
};

/** A server with the accounts `alice` and `bob`, password `secret`, for the length of the test. */
export async function startTestServer(options: TestOptions = {}): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? (await dataFolderWithAccounts());
  const log: ServerLogEntry[] = [];
  const running = await startServer({
    ...onLoopback,
    log: (entry) => log.push(entry),
    ...options,
    dataFolder,
  });
  onTestFinished(() => running.close());
  return new TestServer(running, dataFolder, log);
}

export class TestServer {
  readonly running: RunningServer;
  readonly dataFolder: string;
  readonly log: readonly ServerLogEntry[];

  constructor(running: RunningServer, dataFolder: string, log: readonly ServerLogEntry[]) {
    this.running = running;
    this.dataFolder = dataFolder;
    this.log = log;
  }

  /** A request that is not sent yet. */
  begin({ identity = alicesMachine, body: _, session, name, headers, ...options }: Call): ClientRequest {
    return request({
      host: '127.0.0.1',
      port: this.running.port,
      ca: authority.certificatePem,
      agent: false,
      ...identity,
      ...options,
      headers: {
        ...(session !== undefined && { Authorization: session }),
        ...(name !== undefined && { 'File-Name': name }),
        ...(headers as Record<string, string>),
      },
    });
  }

  async call(options: Call): Promise<Answer> {
    const outgoing = this.begin(options);
    outgoing.end(options.body);
    return answerTo(outgoing);
  }

  login(username = 'alice', password = 'secret', options: Call = {}): Promise<Answer> {
    return this.call({
      method: 'POST',
      path: '/login',
      body: JSON.stringify({ username, password }),
      ...options,
    });
  }

  async sessionOf(username = 'alice', password = 'secret', options: Call = {}): Promise<string> {
    return String((await this.login(username, password, options)).json['session_id']);
  }

  upload(
    session: string,
    name: string,
    body: Buffer | string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.call({ method: 'POST', path: '/upload-file', session, name, body, headers });
  }

  list(session: string, query = ''): Promise<Answer> {
    return this.call({ path: `/get-files${query}`, session });
  }

  download(session: string, name: string): Promise<Answer> {
    return this.call({ path: '/download-file', session, name });
  }

  /** A download as bytes. */
  downloadRaw(session: string, name: string, headers: Record<string, string> = {}): Promise<Answer> {
    const accepting = { Accept: 'application/octet-stream', ...headers };
    return this.call({ path: '/download-file', session, name, headers: accepting });
  }

  delete(session: string, name: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call({ method: 'POST', path: '/delete-file', session, name, headers });
  }

  /** A request of the tus protocol. */
  tus(method: string, path: string, session: string, options: Call = {}): Promise<Answer> {
    const headers = { 'Tus-Resumable': '1.0.0', ...(options.headers as Record<string, string>) };
    return this.call({ ...options, method, path, session, headers });
  }

  /** Sends the head of an upload and waits until the server asks for the body. */
  async beginUpload(session: string, name: string, headers: Record<string, string>): Promise<ClientRequest> {
    const expecting = { ...headers, Expect: '100-continue' };
    const outgoing = this.begin({ method: 'POST', path: '/upload-file', session, name, headers: expecting });
    outgoing.flushHeaders();
    await once(outgoing, 'continue');
    return outgoing;
  }

  /** Names of the unfinished uploads on the disk. */
  incoming(): Promise<string[]> {
    return readdir(join(this.dataFolder, 'incoming'));
  }
}

/** The response to a request that was begun. */
export async function answerTo(outgoing: ClientRequest): Promise<Answer> {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const body = await buffer(response);
  const isJson = response.headers['content-type'] === 'application/json' && body.length > 0;
  const json = isJson ? (JSON.parse(body.toString()) as Record<string, unknown>) : {};
  return { status: response.statusCode ?? 0, headers: response.headers, body, json };
}
