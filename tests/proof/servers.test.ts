import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasHaproxy } from '../support/balancer.ts';
import { temporaryFolder } from '../support/clientHome.ts';
import { hasGateway, makeBucket, sharedGateway } from '../support/gateway.ts';
import { hasPostgres, testDatabase } from '../support/postgres.ts';
import { startSite } from '../support/servers.ts';
import { killings } from './servers/index.ts';
import { runTrial } from './servers/trial.ts';

const hasAll = [hasHaproxy(), hasGateway(), hasPostgres()].every((is) => is);

it.skipIf(!hasAll)(
  'two servers are killed and restarted, and nothing of two clients is lost or doubled',
  async () => {
    const folder = await temporaryFolder();
    const [databaseUrl, gateway] = [await testDatabase(), await sharedGateway()];
    const bucket = await makeBucket(gateway);
    const usernames = ['ada'];
    const site = await startSite({ folder, databaseUrl, gateway, bucket, servers: 2, usernames });
    try {
      const inner = join(folder, 'clients');
      await mkdir(inner);
      const { failures, figures } = await runTrial({
        ...{ site, databaseUrl, folder: inner, usernames, clients: 2, bytes: 12 * 2 ** 20 },
        disturbances: killings(site),
        signal: new AbortController().signal,
        log: () => undefined,
      });
      expect({ failures, figures }).toMatchObject({ failures: [] });
    } finally {
      await site.close();
    }
  },
);
