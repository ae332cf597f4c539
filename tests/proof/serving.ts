import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createAuthority } from '../../src/pki/authority.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import { AccountTable } from '../../src/server/accountTable.ts';
import { openDatabase } from '../../src/server/database.ts';
import { type HashCost, hashPassword } from '../../src/server/passwordHash.ts';
import { cleanEnvironment, programPath } from '../support/program.ts';

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export const authority = await createAuthority({ commonName: 'Proof' });
export const password = 'correct horse';

/** The cheapest hash that is accepted, for those whose passwords nobody attacks. */
export const cheapHash: HashCost = { memoryKiB: 8192, passes: 1, lanes: 1 };

const server = await issueCertificate(authority, {
  kind: 'server',
  commonName: 'server',
  dnsNames: ['localhost'],
  ipAddresses: ['127.0.0.1'],
});
export const serverIdentity: Identity = { cert: server.certificatePem, key: server.privateKeyPem };

export async function newIdentity(issuer = authority): Promise<Identity> {
  const issued = await issueCertificate(issuer, { kind: 'client', commonName: 'client' });
  return { cert: issued.certificatePem, key: issued.privateKeyPem };
}

/** `serve` as it is shipped, in a process of its own. */
export interface Serving {
  readonly port: number;
  readonly dataFolder: string;
  /** Moves its clock, on which sessions, lock-outs and unfinished uploads live. */
  advance(milliseconds: number): Promise<void>;
  /** Kibibytes that it holds now, and has held at most since the last `forgetPeak`. */
  memory(): Promise<{ nowKiB: number; peakKiB: number }>;
  forgetPeak(): Promise<void>;
  descriptors(): Promise<number>;
  /** Lets it finish what runs. @throws when it does not end with 0 */
  end(): Promise<void>;
}

/** A data folder with certificates, and accounts that all have the same `password`. */
export async function prepareData(
  dataFolder: string,
  usernames: readonly string[],
  cost: HashCost,
): Promise<void> {
  const certs = join(dataFolder, 'certs');
  await mkdir(certs, { recursive: true });
  await writeFile(join(certs, 'server.crt'), serverIdentity.cert);
  await writeFile(join(certs, 'server.key'), serverIdentity.key, { mode: 0o600 });
  await writeFile(join(certs, 'ca.crt'), authority.certificatePem);
  const hash = await hashPassword(password, cost);
  const database = await openDatabase(dataFolder, { durable: false });
  const accounts = new AccountTable(database);
  for (const username of usernames) accounts.add(username, hash, null, new Date());
  database.close();
}

/** Starts it on a data folder, with its clock so many milliseconds ahead, and waits until it listens. */
export async function startServing(dataFolder: string, ahead = 0): Promise<Serving> {
  const log = await open(join(dataFolder, 'serve.log'), 'a');
  const child = spawn(
    process.execPath,
    [
      '--import',
      fileURLToPath(new URL('clock.mjs', import.meta.url)),
      programPath,
      ...['serve', '--data', dataFolder, '--port', '0', '--json', '--log-level', 'warning'],
    ],
    { env: cleanEnvironment({ CLOCK_AHEAD: String(ahead) }), stdio: ['ignore', 'pipe', log.fd, 'ipc'] },
  );
  const closed = once(child, 'close') as Promise<[number | null]>;
  await log.close();
  const { stdout, pid } = child;
  if (stdout === null) throw new Error('serve has no output');
  for await (const line of createInterface(stdout)) {
    const { port } = JSON.parse(line) as { port: number };
    const status = (): Promise<string> => readFile(`/proc/${pid}/status`, 'latin1');
    return {
      port,
      dataFolder,
      async advance(milliseconds) {
        const done = once(child, 'message');
        child.send(milliseconds);
        await done;
      },
      async memory() {
        const text = await status();
        const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]);
        return { nowKiB: field('VmRSS'), peakKiB: field('VmHWM') };
      },
      forgetPeak: () => writeFile(`/proc/${pid}/clear_refs`, '5'),
      descriptors: async () => (await readdir(`/proc/${pid}/fd`)).length,
      async end() {
        child.kill('SIGTERM');
        const [code] = await closed;
        if (code !== 0) throw new Error(`serve ended with ${code}`);
      },
    };
  }
  throw new Error(`serve ended before it listened: ${await readFile(join(dataFolder, 'serve.log'), 'utf8')}`);
}
