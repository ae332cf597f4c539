import { z } from 'zod';
import type { Certificates } from '../certificates.ts';
import { carryOut } from '../measure.ts';
import { quoted, type Server } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { password, username } from './ours.ts';

const loginAnswer = z.object({ session_id: z.string() });

/** curl over mutual TLS, as a part of a script for the shell. */
export class Curl {
  readonly #certificates: Certificates;
  readonly #url: string;

  constructor({ certificates }: Stage, { port }: Server) {
    this.#certificates = certificates;
    this.#url = `https://127.0.0.1:${port}`;
  }

  /** @param path begins with a slash */
  call(path: string, ...args: readonly string[]): string {
    const { authority, client } = this.#certificates;
    return [
      ...['curl', '--fail', '--silent', '--show-error', '--cacert', authority],
      ...['--cert', client.certificate, '--key', client.key, ...args, this.#url + path],
    ]
      .map(quoted)
      .join(' ');
  }

  /** Sends what comes in, to a server that takes anything. */
  sendInput(): string {
    return `${this.call('/stream', '-T', '-')} --output /dev/null`;
  }

  /** Opens a session on a server of our own, and gives the option that names it. */
  async login(stage: Stage): Promise<readonly string[]> {
    const body = JSON.stringify({ username, password });
    const args = ['-H', 'Content-Type: application/json', '--data-binary', body];
    const answer = await carryOut(stage.place, { words: ['bash', '-c', this.call('/login', ...args)] });
    return ['-H', `Authorization: ${loginAnswer.parse(JSON.parse(answer)).session_id}`];
  }
}
