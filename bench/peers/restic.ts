import { rm, writeFile } from 'node:fs/promises';
import { freePort } from '../../scripts/freePort.ts';
import { carryOut } from '../measure.ts';
import { type Command, type Server, startServer } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { password } from './ours.ts';
import { missingTools } from './tools.ts';

/** restic on `rclone serve restic`, over mutual TLS. */
export class Restic {
  readonly server: Server;
  readonly #stage: Stage;
  readonly #common: readonly string[];
  #repositories = 0;

  private constructor(stage: Stage, server: Server) {
    this.#stage = stage;
    this.server = server;
    const { authority, client } = stage.certificates;
    this.#common = [
      ...['--repository-file', stage.place.path('restic-repository'), '--cacert', authority],
      ...['--tls-client-cert', client.both, '--cache-dir', stage.place.path('restic-cache'), '--quiet'],
    ];
  }

  /** @returns why it cannot take part, where it cannot */
  static async start(stage: Stage): Promise<Restic | string> {
    const missing = missingTools('restic', 'rclone');
    if (missing) return missing;
    const { place, certificates } = stage;
    const port = await freePort();
    const stored = await place.makeFolder('restic-stored');
    const { authority, server } = certificates;
    const words = [
      ...['rclone', 'serve', 'restic', stored, '--addr', `127.0.0.1:${port}`],
      ...['--cert', server.certificate, '--key', server.key, '--client-ca', authority],
      ...['--config', place.path('restic-rclone.conf'), '--cache-dir', place.path('restic-rclone-cache')],
    ];
    return new Restic(stage, await startServer(place, 'restic', { words }, port));
  }

  /**
   * Begins with an empty repository, as the first upload of somebody does: at another address, because the server
   * remembers what the earlier one held.
   */
  async empty(): Promise<void> {
    const { place } = this.#stage;
    await rm(place.path('restic-cache'), { recursive: true, force: true });
    await rm(place.path('restic-stored', String(this.#repositories)), { recursive: true, force: true });
    this.#repositories += 1;
    const address = `rest:https://127.0.0.1:${this.server.port}/${this.#repositories}/`;
    await writeFile(place.path('restic-repository'), address);
    await carryOut(place, this.#run('init'));
  }

  upload(...paths: readonly string[]): Command {
    return this.#run('backup', ...paths);
  }

  download(folder: string, ...only: readonly string[]): Command {
    return this.#run('restore', 'latest', '--target', folder, ...only.flatMap((path) => ['--include', path]));
  }

  list(): Command {
    return this.#run('snapshots');
  }

  #run(...args: readonly string[]): Command {
    return { words: ['restic', ...args, ...this.#common], environment: { RESTIC_PASSWORD: password } };
  }
}
