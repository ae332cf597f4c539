import { writeFile } from 'node:fs/promises';
import { freePort } from '../../scripts/freePort.ts';
import { carryOut } from '../measure.ts';
import { type Command, type Server, startServer } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { password } from './ours.ts';
import { missingTools } from './tools.ts';

/** rclone with a sealed remote (crypt) on `rclone serve webdav`, over mutual TLS. */
export class Rclone {
  readonly server: Server;
  /** Where the sealed files lie. */
  readonly stored: string;
  readonly #stage: Stage;
  readonly #common: readonly string[];

  private constructor(stage: Stage, server: Server, common: readonly string[], stored: string) {
    this.#stage = stage;
    this.server = server;
    this.#common = common;
    this.stored = stored;
  }

  /** @returns why it cannot take part, where it cannot */
  static async start(stage: Stage): Promise<Rclone | string> {
    const missing = stage.without === 'rclone' ? 'left out as asked' : missingTools('rclone');
    if (missing) return missing;
    const { place, certificates } = stage;
    const port = await freePort();
    const stored = await place.makeFolder('rclone-stored');
    const cache = ['--cache-dir', place.path('rclone-cache')];
    const serve = ['rclone', 'serve', 'webdav', stored, '--addr', `127.0.0.1:${port}`, ...cache];
    const { authority, client, server } = certificates;
    const proof = ['--cert', server.certificate, '--key', server.key, '--client-ca', authority];
    const empty = place.path('rclone-empty.conf');
    await writeFile(empty, '');
    const words = [...serve, ...proof, '--config', empty];
    const started = await startServer(place, 'rclone', { words }, port);
    const obscured = (await carryOut(place, { words: ['rclone', 'obscure', password] })).trim();
    const config = place.path('rclone.conf');
    const sealed = (name: string, remote: string) =>
      `[${name}]\ntype = crypt\nremote = ${remote}\npassword = ${obscured}\n`;
    const dav = `[dav]\ntype = webdav\nurl = https://127.0.0.1:${port}\nvendor = other\n`;
    await writeFile(config, dav + sealed('sealed', 'dav:') + sealed('beside', stored));
    const common = [
      ...['--config', config, ...cache, '--ca-cert', authority],
      ...['--client-cert', client.certificate, '--client-key', client.key],
    ];
    return new Rclone(stage, started, common, stored);
  }

  /** Uploads a file or a folder; what is there already stays as it is. */
  upload(path: string, under = ''): Command {
    return this.#run('copy', path, `sealed:${under}`);
  }

  /** Lays something down as if it had been uploaded, which takes less time; only before anything else is asked. */
  async lay(path: string, under = ''): Promise<void> {
    await carryOut(this.#stage.place, this.#run('copy', path, `beside:${under}`));
  }

  download(folder: string, from = ''): Command {
    return this.#run('copy', `sealed:${from}`, folder);
  }

  list(): Command {
    return this.#run('lsl', 'sealed:');
  }

  /** Through the server, which remembers for minutes what it has. */
  async empty(): Promise<void> {
    await carryOut(this.#stage.place, this.#run('purge', 'sealed:'));
  }

  #run(...args: readonly string[]): Command {
    return { words: ['rclone', ...args, ...this.#common] };
  }
}
