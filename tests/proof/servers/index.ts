import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Gateway, startGateway } from '../../../scripts/gateway.ts';
import { startPostgres } from '../../../scripts/postgres.ts';
import { makeBucket } from '../../support/gateway.ts';
import { type Site, startSite } from '../../support/servers.ts';
import type { ProofPart } from '../part.ts';
import { type Disturbance, runTrial } from './trial.ts';

const usernames = ['ada', 'grace', 'edsger', 'barbara', 'alan'];

export const servers: ProofPart = {
  title: 'Three servers behind HAProxy, killed one after another under fifty clients',
  minutes: 5,
  async run({ folder, signal, log }) {
    const inner = join(folder, 'gateway');
    await mkdir(inner);
    const gateway = await startGateway(inner);
    const postgres = await startPostgres();
    try {
      const databaseUrl = await postgres.createDatabase();
      const bucket = await makeBucket(gateway);
      const site = await startSite({ folder, databaseUrl, gateway, bucket, servers: 3, usernames });
      const rounds = [...killings(site), away(gateway), ...killings(site)];
      try {
        const disturbances = [...rounds, ...killings(site)];
        const sizes = { clients: 50, bytes: 16 * 2 ** 20 };
        return await runTrial({ site, databaseUrl, folder, usernames, ...sizes, disturbances, signal, log });
      } finally {
        await site.close();
      }
    } finally {
      await postgres.stop();
      await gateway.stop();
    }
  },
};

/** Each server is killed once and started again. */
export function killings(site: Site): Disturbance[] {
  return site.servers.map((server, at) => ({
    name: `server ${at + 1} is killed`,
    async happen() {
      await server.end('SIGKILL');
      await server.start();
    },
  }));
}

function away(gateway: Gateway): Disturbance {
  return {
    name: 'the gateway is killed',
    async happen() {
      await gateway.kill();
      await setTimeout(2000);
      await gateway.restart();
    },
  };
}
