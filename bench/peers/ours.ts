import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { X25519Identity } from '../../src/crypto/envelope/x25519.ts';
import { type Command, quoted, type Server, shell } from '../processes.ts';
import type { Stage } from '../stage.ts';

export const username = 'ada';
export const password = 'a password of some length';

/** Our program, with a home of its own. */
export class Ours {
  readonly #program: string;
  readonly #home: string;
  /** What seals for a key instead of a passphrase, as `age -r` does. */
  readonly sealForKey: readonly string[];
  readonly openWithKey: readonly string[];

  private constructor(program: string, home: string, recipient: string, identityPath: string) {
    this.#program = program;
    this.#home = home;
    this.sealForKey = ['--recipient', recipient];
    this.openWithKey = ['--identity', identityPath];
  }

  static async create({ place, program, certificates }: Stage, name = 'home'): Promise<Ours> {
    const home = place.path(name);
    const folder = join(home, 'certs');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await copyFile(certificates.client.certificate, join(folder, 'client.crt'));
    await copyFile(certificates.client.key, join(folder, 'client.key'));
    await copyFile(certificates.authority, join(folder, 'ca.crt'));
    const identity = X25519Identity.generate();
    const identityPath = join(home, 'identity.pem');
    await writeFile(identityPath, identity.toPem(), { mode: 0o600 });
    return new Ours(program, home, identity.recipient.toString(), identityPath);
  }

  /** A command that talks to no server. */
  offline(...args: readonly string[]): Command {
    const environment = { SECURE_CLIENT_HOME: this.#home, SECURE_CLIENT_PASSWORD: password };
    return { words: [process.execPath, this.#program, ...args], environment };
  }

  /** A command that talks to a server. */
  command({ port }: Server, ...args: readonly string[]): Command {
    return this.offline(...args, '--host', '127.0.0.1', '--port', String(port), '--username', username);
  }

  /** An upload of what comes from standard input, which is compressed, and waits at home until all of it has come. */
  piped(server: Server, path: string): Command {
    const { words, environment } = this.command(
      server,
      'upload',
      '-',
      '--label',
      'piped',
      ...this.sealForKey,
    );
    return shell(`${words.map(quoted).join(' ')} < ${quoted(path)}`, environment);
  }
}
