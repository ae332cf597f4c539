import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { username } from '../../../support/world.ts';
import type { Action } from './action.ts';

const shown = z.object({ certificates: z.array(z.object({ fingerprint256: z.string() })).min(1) });

/** The client gets a new key and certificate, as the documents say. */
export const renewClientCertificate: Action = async (life) => {
  const folder = join(life.world.folder, 'renewed-client');
  life.clockAhead = 0;
  life.expectExit(await life.local(['certs', 'issue', 'client', username, '--out', folder]), 0);
  const pair = [join(folder, 'client.crt'), '--key', join(folder, 'client.key')];
  life.expectExit(await life.local(['certs', 'import', ...pair, '--replace']), 0);
  await rm(folder, { recursive: true });
  life.expectExit(await life.ask(['login']), 0);
};

/** The server gets a new key and certificate: nothing is sent to it until the user has accepted exactly that one. */
export const renewServerCertificate: Action = async (life) => {
  const { world } = life;
  const folder = join(world.folder, 'renewed-server');
  life.clockAhead = 0;
  const names = ['--ip', '127.0.0.1', '--dns', 'localhost'];
  life.expectExit(await life.local(['certs', 'issue', 'server', 'test', ...names, '--out', folder]), 0);
  const certificate = await life.local(['certs', 'show', join(folder, 'server.crt')]);
  if (!life.expectExit(certificate, 0)) return;
  await world.restartServer('SIGTERM', async () => {
    for (const name of ['server.crt', 'server.key'])
      await copyFile(join(folder, name), join(world.data, 'certs', name));
  });
  await rm(folder, { recursive: true });
  const refused = await life.ask(['list']);
  const { code } = z.object({ code: z.string() }).parse(refused.document?.['error'] ?? { code: '' });
  if (refused.exitCode !== 3 || code !== 'server-certificate-changed')
    life.fail(`${refused.command}, code ${code}, though the server has a new key`);
  const [first] = shown.parse(certificate.document).certificates;
  life.expectExit(await life.ask(['login', '--accept-certificate', first?.fingerprint256 ?? '']), 0);
};
