import { randomUUID } from 'node:crypto';
import { afterAll, onTestFinished } from 'vitest';
import { createDatabase, dropDatabase } from '../../scripts/postgres.ts';
import { allParts } from '../../src/server/postgres/parts.ts';
import { Postgres } from '../../src/server/postgres/postgres.ts';
import { noMetrics, type ServerMetrics } from '../../src/server/serverMetrics.ts';
import { Bucket } from '../../src/server/store/objects/bucket.ts';
import { ObjectStore } from '../../src/server/store/objects/objectStore.ts';
import { makeBucket, sharedGateway } from './gateway.ts';
import { sharedPeer } from './sharedPeers.ts';

/** An object store that a test may look behind. */
export interface ObjectEngine {
  readonly store: ObjectStore;
  readonly postgres: Postgres;
  readonly bucketName: string;
  /** What its keys begin with. */
  readonly prefix: string;
  /** How commands are told where it is. */
  readonly place: { storeUrl: string; endpoint: string; databaseUrl: string };
  /** Another server on the same bucket and database. */
  another(options?: EngineOptions): ObjectEngine;
}

export interface EngineOptions {
  readonly endpoint?: string;
  readonly timeoutMilliseconds?: number;
  readonly metrics?: ServerMetrics;
}

const week = 7 * 24 * 60 * 60 * 1000;

/** Bucket and database of all tests of a file, one test after another. */
interface Common {
  readonly endpoint: string;
  readonly bucketName: string;
  readonly databaseUrl: string;
  readonly postgres: Postgres;
}
let common: Promise<Common> | undefined;

afterAll(async () => {
  if (common === undefined) return;
  const { postgres, databaseUrl } = await common;
  await postgres.close();
  await dropDatabase(databaseUrl);
});

/** An empty store, on the shared gateway and database server, for the length of the test. */
export async function createObjectEngine(options: EngineOptions = {}): Promise<ObjectEngine> {
  common ??= openCommon();
  const { bucketName, databaseUrl, postgres, ...access } = await common;
  await postgres.run('TRUNCATE accounts, archives, owners, uploads, upload_parts, garbage', []);
  const prefix = `${randomUUID()}/`;

  const open = (own: EngineOptions): ObjectEngine => {
    const { endpoint = access.endpoint, metrics = noMetrics, timeoutMilliseconds } = own;
    const timeout = timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds };
    const bucket = new Bucket({ endpoint, bucket: bucketName, prefix, metrics, ...timeout });
    const store = new ObjectStore({ bucket, postgres, uploadLifetime: week });
    onTestFinished(() => store.close());
    const place = { storeUrl: `s3://${bucketName}/${prefix}`, endpoint, databaseUrl };
    return {
      store,
      postgres,
      bucketName,
      prefix,
      place,
      another: (other = {}) => open({ ...own, ...other }),
    };
  };
  return open(options);
}

async function openCommon(): Promise<Common> {
  const access = await sharedGateway();
  // Where programs of S3 look for them.
  process.env['AWS_ACCESS_KEY_ID'] = access.accessKey;
  process.env['AWS_SECRET_ACCESS_KEY'] = access.secretKey;
  const bucketName = await makeBucket(access);
  const databaseUrl = await createDatabase(Number(await sharedPeer('postgres')));
  const postgres = await Postgres.open(databaseUrl, allParts, () => undefined);
  return { endpoint: access.endpoint, bucketName, databaseUrl, postgres };
}
