import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateIdentity } from '../../../src/client/keys.ts';
import { loginToServer, logout, type Session } from '../../../src/client/session.ts';
import type { LoginOptions } from '../../../src/client/types.ts';
import { createAuthority } from '../../../src/pki/authority.ts';
import { issueCertificate } from '../../../src/pki/issue.ts';
import { AccountTable } from '../../../src/server/accountTable.ts';
import { openDatabase } from '../../../src/server/database.ts';
import { hashPassword } from '../../../src/server/passwordHash.ts';
import { type RunningServer, startServer } from '../../../src/server/server.ts';
import type { ServerLogEntry } from '../../../src/server/serverLog.ts';

export const account = { username: 'ada', password: 'correct horse' };

/** Two machines in this process: a home folder, and a server that knows it. */
export interface Station {
  readonly folder: string;
  /** A home with certificates, from which others are copied. */
  readonly home: string;
  /** A data folder with an account, from which others are copied. */
  readonly data: string;
  /** How to log in; archives are sealed for a key in a file, which costs no time. */
  login(home: string, port: number): LoginOptions;
  serve(data: string): Promise<RunningServer & { readonly log: readonly ServerLogEntry[] }>;
}

/** Makes certificates and an account in a folder. */
export async function createStation(folder: string): Promise<Station> {
  const home = join(folder, 'home');
  const data = join(folder, 'data');
  const authority = await createAuthority({ commonName: 'Proof' });
  const client = await issueCertificate(authority, { kind: 'client', commonName: account.username });
  const server = await issueCertificate(authority, {
    kind: 'server',
    commonName: 'server',
    ipAddresses: ['127.0.0.1'],
  });
  await mkdir(join(home, 'certs'), { recursive: true });
  await writeFile(join(home, 'certs', 'client.crt'), client.certificatePem);
  await writeFile(join(home, 'certs', 'client.key'), client.privateKeyPem, { mode: 0o600 });
  await writeFile(join(home, 'certs', 'ca.crt'), authority.certificatePem);
  await mkdir(join(data, 'certs'), { recursive: true });
  await writeFile(join(data, 'certs', 'server.crt'), server.certificatePem);
  await writeFile(join(data, 'certs', 'server.key'), server.privateKeyPem, { mode: 0o600 });
  await writeFile(join(data, 'certs', 'ca.crt'), authority.certificatePem);
  const identity = join(folder, 'identity.pem');
  const recipient = await generateIdentity(identity);
  const database = await openDatabase(data, { durable: false });
  const hash = await hashPassword(account.password, { memoryKiB: 8192, passes: 1, lanes: 1 });
  new AccountTable(database).add(account.username, hash, null, new Date());
  database.close();
  return {
    folder,
    home,
    data,
    login: (ownHome, port) => ({
      home: ownHome,
      host: '127.0.0.1',
      port,
      ...account,
      recipients: [recipient],
      identityFiles: [identity],
    }),
    async serve(dataFolder) {
      const log: ServerLogEntry[] = [];
      const running = await startServer({
        host: '127.0.0.1',
        port: 0,
        certificatePem: server.certificatePem,
        privateKeyPem: server.privateKeyPem,
        authorityPem: authority.certificatePem,
        dataFolder,
        graceMilliseconds: 0,
        log: (entry) => void log.push(entry),
      });
      return { ...running, log };
    },
  };
}

/** A copy of the home, of its own. */
export async function newHome(station: Station, folder: string): Promise<string> {
  const home = join(folder, 'home');
  await cp(station.home, home, { recursive: true });
  return home;
}

/** Logs in for some work. */
export async function withSession<Result>(
  options: LoginOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = await loginToServer(options);
  try {
    return await work(session);
  } finally {
    await logout(session);
  }
}
