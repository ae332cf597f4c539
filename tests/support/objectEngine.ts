import { onTestFinished } from 'vitest';
import { allParts } from '../../src/server/postgres/parts.ts';
import { Postgres } from '../../src/server/postgres/postgres.ts';
import { noMetrics, type ServerMetrics } from '../../src/server/serverMetrics.ts';
import { Bucket } from '../../src/server/store/objects/bucket.ts';
import { ObjectStore } from '../../src/server/store/objects/objectStore.ts';
import type { PartBuffers } from '../../src/server/store/objects/partBuffers.ts';
import { makeBucket, sharedGateway } from './gateway.ts';
import { testDatabase } from './postgres.ts';

/** An object store that a test may look behind. */
export interface ObjectEngine {
  readonly store: ObjectStore;
  readonly bucket: Bucket;
  readonly bucketName: string;
  readonly postgres: Postgres;
  /** How commands are told where it is. */
  readonly place: { storeUrl: string; endpoint: string; databaseUrl: string };
  /** Another server on the same bucket and database. */
  another(options?: EngineOptions): Promise<ObjectEngine>;
}

export interface EngineOptions {
  readonly endpoint?: string;
  readonly timeoutMilliseconds?: number;
  readonly metrics?: ServerMetrics;
  readonly buffers?: PartBuffers;
}

const week = 7 * 24 * 60 * 60 * 1000;

/** An empty store in a new bucket of the shared gateway and a new database, for the length of the test. */
export async function createObjectEngine(options: EngineOptions = {}): Promise<ObjectEngine> {
  const access = await sharedGateway();
  // Where programs of S3 look for them.
  process.env['AWS_ACCESS_KEY_ID'] = access.accessKey;
  process.env['AWS_SECRET_ACCESS_KEY'] = access.secretKey;
  const [name, url] = [await makeBucket(access), await testDatabase()];

  const open = async (own: EngineOptions): Promise<ObjectEngine> => {
    const { endpoint = access.endpoint, metrics = noMetrics, timeoutMilliseconds, buffers } = own;
    const postgres = await Postgres.open(url, allParts, () => undefined);
    const timeout = timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds };
    const bucket = new Bucket({ endpoint, bucket: name, prefix: 'archives/', metrics, ...timeout });
    const store = new ObjectStore({ bucket, postgres, uploadLifetime: week, ...(buffers && { buffers }) });
    onTestFinished(async () => {
      await store.close();
      await postgres.close();
    });
    const place = { storeUrl: `s3://${name}/archives`, endpoint, databaseUrl: url };
    return {
      store,
      bucket,
      bucketName: name,
      postgres,
      place,
      another: (other = {}) => open({ ...own, ...other }),
    };
  };
  return open(options);
}
