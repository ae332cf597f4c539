import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../scripts/freePort.ts';
import { carryOut } from '../measure.ts';
import { type Server, startServer } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { password, username } from './ours.ts';

/** Our own server, which syncs what it stores. */
export interface Companion extends Server {
  /** Where the archives lie. */
  readonly archives: string;
  /** Removes all archives but these. */
  empty(keep?: readonly string[]): Promise<void>;
}

export async function startCompanion(
  { place, program, certificates }: Stage,
  name = 'companion',
): Promise<Companion> {
  const data = place.path(name);
  const folder = join(data, 'certs');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyFile(certificates.server.certificate, join(folder, 'server.crt'));
  await copyFile(certificates.server.key, join(folder, 'server.key'));
  await copyFile(certificates.authority, join(folder, 'ca.crt'));
  const environment = { SECURE_CLIENT_HOME: place.path('server-home'), SECURE_CLIENT_PASSWORD: password };
  const start = [process.execPath, program];
  await carryOut(place, { words: [...start, 'users', 'add', username, '--data', data], environment });
  const port = await freePort();
  const words = [...start, 'serve', '--data', data, '--port', String(port)];
  const server = await startServer(place, name, { words, environment }, port);
  const archives = join(data, 'archives', username);
  await mkdir(archives, { recursive: true, mode: 0o700 });
  return {
    ...server,
    archives,
    async empty(keep = []) {
      for (const file of await readdir(archives)) {
        if (!keep.includes(file)) await rm(join(archives, file));
      }
    },
  };
}
