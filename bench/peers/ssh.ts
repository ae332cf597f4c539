import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { freePort } from '../../scripts/freePort.ts';
import { carryOut } from '../measure.ts';
import { quoted, type Server, startServer } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { missingTools } from './tools.ts';

/** ssh to an sshd on the loopback address, with keys of their own: a part of a script for the shell. */
export class Ssh {
  readonly server: Server;
  readonly #call: string;

  private constructor(server: Server, call: string) {
    this.server = server;
    this.#call = call;
  }

  /** @returns why it cannot take part, where it cannot */
  static async start({ place }: Stage): Promise<Ssh | string> {
    const missing = missingTools('ssh', 'sshd', 'unshare');
    if (missing) return missing;
    const port = await freePort();
    const [hostKey, userKey] = [place.path('ssh-host-key'), place.path('ssh-user-key')];
    for (const path of [hostKey, userKey]) {
      await carryOut(place, { words: ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path] });
    }
    const authorized = place.path('ssh-authorized-keys');
    await copyFile(`${userKey}.pub`, authorized);
    await chmod(authorized, 0o600);
    const config = place.path('sshd.conf');
    const settings = [
      ...[
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${hostKey}`,
        `AuthorizedKeysFile ${authorized}`,
      ],
      ...['StrictModes no', 'UsePAM no', 'PidFile none', 'PermitRootLogin yes'],
    ];
    await writeFile(config, `${settings.join('\n')}\n`);
    // As root it wants a folder in /run, which need not be the machine's.
    const isRoot = process.getuid?.() === 0;
    const start = `exec "$(command -v sshd)" -D -e -f ${quoted(config)}`;
    const within = `mount -t tmpfs none /run && mkdir /run/sshd && ${start}`;
    const words = isRoot ? ['unshare', '--mount', 'bash', '-c', within] : ['bash', '-c', start];
    try {
      const server = await startServer(place, 'sshd', { words }, port);
      const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-q'];
      const call = ['ssh', '-F', '/dev/null', '-i', userKey, '-p', String(port), ...options, '127.0.0.1'];
      return new Ssh(server, call.map(quoted).join(' '));
    } catch (error) {
      return `sshd does not start here: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** Runs a command at the other end. */
  call(command: string): string {
    return `${this.#call} ${quoted(command)}`;
  }
}
