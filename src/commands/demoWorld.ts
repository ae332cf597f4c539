import { randomBytes } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { client } from '../client/index.ts';
import { dayMilliseconds } from '../common/age.ts';
import { makePrivateFolder, writeFileAtomically } from '../common/atomicFile.ts';
import { homePaths } from '../config/home.ts';
import { createAuthority } from '../pki/authority.ts';
import { issueCertificate } from '../pki/issue.ts';
import { addAccount } from '../server/accounts.ts';
import { type RunningServer, startServer } from '../server/server.ts';

const host = '127.0.0.1';
const username = 'demo';
const certificateDays = 30;

/** A server of its own on a free port, and a home that can log in to it. */
export interface Demo {
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly server: RunningServer;
}

/** Makes fresh certificates, an account and three archives in a folder, and starts the embedded server on them. */
export async function createDemo(folder: string): Promise<Demo> {
  const password = randomBytes(12).toString('base64url');
  const home = join(folder, 'home');
  const data = join(folder, 'server');
  const server = await startDemoServer(home, data, password);
  const demo = { home, host, port: server.port, username, password, server };
  try {
    await addSampleArchives(demo, folder, data);
    return demo;
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function startDemoServer(home: string, data: string, password: string): Promise<RunningServer> {
  const days = certificateDays;
  const authority = await createAuthority({ commonName: 'secure-client demo', days });
  const serverIdentity = await issueCertificate(authority, {
    kind: 'server',
    commonName: 'demo server',
    ipAddresses: [host],
    days,
  });
  const clientIdentity = await issueCertificate(authority, { kind: 'client', commonName: username, days });
  const paths = homePaths(home);
  await makePrivateFolder(paths.certificates);
  await writeFileAtomically(paths.clientCertificate, clientIdentity.certificatePem);
  await writeFileAtomically(paths.clientKey, clientIdentity.privateKeyPem);
  await writeFileAtomically(paths.authority, authority.certificatePem);
  await makePrivateFolder(data);
  await addAccount(data, username, password);
  return startServer({
    host,
    port: 0,
    ...serverIdentity,
    authorityPem: authority.certificatePem,
    dataFolder: data,
    log: () => {},
  });
}

const samples = [
  {
    label: 'documents',
    ageDays: 0.1,
    files: { 'letter.txt': 'Dear reader,\n', 'notes/today.md': '# Today\n' },
  },
  {
    label: 'photos',
    ageDays: 0.8,
    files: { 'harbour.raw': randomBytes(1_500_000), 'hill.raw': randomBytes(800_000) },
  },
  {
    label: 'database',
    ageDays: 3.2,
    files: { 'dump.sql': 'create table item (id integer, name text);\n'.repeat(4000) },
  },
] as const;

/** Sends three archives the usual way, made to look as old as they say. */
async function addSampleArchives(
  { home, port, password }: Demo,
  folder: string,
  data: string,
): Promise<void> {
  const session = await client.loginToServer({ home, host, port, username, password });
  for (const { label, ageDays, files } of samples) {
    const source = join(folder, 'samples', label);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(join(source, name, '..'), { recursive: true });
      await writeFile(join(source, name), content);
    }
    const created = new Date(Date.now() - ageDays * dayMilliseconds);
    const { name } = await client.uploadFile(session, [source], { created });
    await utimes(join(data, 'archives', username, name), created, created);
  }
  await client.logout(session);
}
