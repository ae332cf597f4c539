import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { allParts } from '../../../src/server/postgres/parts.ts';
import { Postgres } from '../../../src/server/postgres/postgres.ts';
import { SharedAccounts } from '../../../src/server/postgres/sharedAccounts.ts';
import { startServer } from '../../../src/server/server.ts';
import type { ServerLogEntry } from '../../../src/server/serverLog.ts';
import type { ServerOptions, SharedPlace } from '../../../src/server/serverOptions.ts';
import { hasGateway, makeBucket, sharedGateway } from '../../support/gateway.ts';
import { hasPostgres, testDatabase } from '../../support/postgres.ts';
import { onLoopback, secretHash, TestServer, temporaryFolder } from '../support.ts';

/** True where servers can share something. */
export const canShare = [hasPostgres(), hasGateway()].every((is) => is);

type SharedOptions = Partial<Extract<ServerOptions, SharedPlace>>;

/** What servers share: an empty bucket, a database with the accounts `alice` and `bob`, password `secret`, and a key. */
export interface Shared {
  readonly place: SharedPlace;
  readonly postgres: Postgres;
  /** One more server of them, for the length of the test. */
  start(options?: SharedOptions): Promise<TestServer>;
  /** Replaces the keys that sessions are signed with. */
  writeKeys(...keys: readonly string[]): Promise<void>;
}

export function newKey(): string {
  return randomBytes(32).toString('base64');
}

export async function createShared(): Promise<Shared> {
  const [gateway, databaseUrl, folder] = [
    await sharedGateway(),
    await testDatabase(),
    await temporaryFolder(),
  ];
  process.env['AWS_ACCESS_KEY_ID'] = gateway.accessKey;
  process.env['AWS_SECRET_ACCESS_KEY'] = gateway.secretKey;
  const sessionKeysPath = join(folder, 'keys');
  const storeUrl = `s3://${await makeBucket(gateway)}/archives`;
  const place = { databaseUrl, storeUrl, endpoint: gateway.endpoint, sessionKeysPath };
  const postgres = await Postgres.open(databaseUrl, allParts, () => undefined);
  onTestFinished(() => postgres.close());
  const accounts = new SharedAccounts(postgres);
  for (const name of ['alice', 'bob']) await accounts.add(name, secretHash, null, new Date());
  const writeKeys = (...keys: readonly string[]) => writeFile(sessionKeysPath, `${keys.join('\n')}\n`);
  await writeKeys(newKey());
  return {
    place,
    postgres,
    writeKeys,
    async start(options = {}) {
      const log: ServerLogEntry[] = [];
      const running = await startServer({
        ...onLoopback,
        log: (entry) => log.push(entry),
        ...place,
        ...options,
      });
      onTestFinished(() => running.close());
      return new TestServer(running, folder, log);
    },
  };
}
