import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { createAuthority } from '../../../src/pki/authority.ts';
import { issueCertificate } from '../../../src/pki/issue.ts';
import { addAccount } from '../../../src/server/accounts.ts';
import { keyringEnvironment } from '../../support/keyring.ts';
import { programPath } from '../../support/program.ts';
import { startCommandOnTerminal } from '../../support/pty.ts';
import type { Secret } from './needles.ts';
import { watchProcesses } from './processes.ts';

export const username = 'ada';

export interface Run {
  /** Added to the environment, which otherwise holds no secret. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What comes by standard input. */
  readonly input?: Buffer;
  /** What it has to end with; 0 where absent, null for a signal. */
  readonly exitCode?: number | null | 'any';
}

/** All that a session leaves behind is in one folder, and nothing else is. Secrets are in `given` and sources in `sources`. */
export class Stage {
  readonly folder: string;
  readonly home: string;
  readonly data: string;
  readonly secrets: Secret[] = [];
  processes = 0;
  runs = 0;
  port = 0;
  readonly #endings: (() => Promise<unknown>)[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.home = this.path('home');
    this.data = this.path('server');
  }

  /** With an authority, the certificates of a client and a server, and empty folders. */
  static async set(folder: string): Promise<Stage> {
    const stage = new Stage(folder);
    for (const name of [
      'given',
      'sources',
      'seen',
      'work',
      'temporary',
      'user',
      'home/certs',
      'server/certs',
    ]) {
      await mkdir(stage.path(name), { recursive: true, mode: 0o700 });
    }
    await writeFile(stage.path('spy'), spy, { mode: 0o755 });
    const authority = await createAuthority({ commonName: 'Authority' });
    for (const [kind, place] of [
      ['client', 'home/certs'],
      ['server', 'server/certs'],
    ] as const) {
      const issued = await issueCertificate(authority, {
        kind,
        commonName: kind,
        ...(kind === 'server' && { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] }),
      });
      const key = `${place}/${kind}.key`;
      await writeFile(stage.path(`${place}/${kind}.crt`), issued.certificatePem);
      await writeFile(stage.path(`${place}/ca.crt`), authority.certificatePem);
      await writeFile(stage.path(key), issued.privateKeyPem, { mode: 0o600 });
      stage.addKey(`private key of the ${kind}`, issued.privateKeyPem, (path) => path === key);
    }
    return stage;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  add(name: string, bytes: Buffer | string, belongs?: (path: string) => boolean): void {
    const isGiven = (path: string) => path.startsWith('given/') || path.startsWith('keyring/');
    this.secrets.push({
      name,
      bytes: Buffer.from(bytes),
      belongs: (path) => isGiven(path) || belongs?.(path) === true,
    });
  }

  /** A private key in PEM: the line of it that holds most of what is secret. */
  addKey(name: string, pem: string, belongs?: (path: string) => boolean): void {
    const body = pem.split('\n').filter((line) => line !== '' && !line.startsWith('-'));
    this.add(name, body[1] ?? body[0] ?? '', belongs);
    const bytes = Buffer.from(body.join(''), 'base64');
    // PKCS#8: the secret number of P-256 begins at byte 36, that of X25519 at 16.
    this.add(
      `${name}, its number`,
      bytes.length > 100 ? bytes.subarray(36, 68) : bytes.subarray(16),
      belongs,
    );
  }

  /** A file that holds a secret, for the option of a command; the secret is looked for from then on. */
  async give(name: string, secret: string, belongs?: (path: string) => boolean): Promise<string> {
    this.add(name, secret, belongs);
    const path = this.path(`given/${name.replaceAll(' ', '-')}`);
    await writeFile(path, `${secret}\n`, { mode: 0o600 });
    return path;
  }

  get server(): string[] {
    return ['--host', '127.0.0.1', '--port', String(this.port), '--username', username];
  }

  /** Adds the account and starts the server, whose log is kept. */
  async openServer(password: string, preload?: string): Promise<() => Promise<void>> {
    if (this.port === 0) await addAccount(this.data, username, password);
    const args = [
      'serve',
      '--data',
      this.data,
      '--port',
      String(this.port),
      '--log-level',
      'debug',
      '--json',
    ];
    const child = spawn(process.execPath, [programPath, ...args], {
      cwd: this.path('work'),
      env: this.#environment(preload === undefined ? {} : { NODE_OPTIONS: `--import=${preload}` }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const watch = watchProcesses(child.pid ?? 0, this.path('seen'), false);
    const log = buffer(child.stderr);
    for await (const line of createInterface(child.stdout)) {
      this.port = (JSON.parse(line) as { port: number }).port;
      break;
    }
    let isOpen = true;
    const close = async () => {
      if (!isOpen) return;
      isOpen = false;
      child.kill('SIGINT');
      await appendFile(this.path('seen/server.log'), await log);
      this.processes += await watch.end();
    };
    this.#endings.push(close);
    return close;
  }

  /**
   * Runs the program to its end, and keeps all that it writes and all that can be seen of its processes.
   *
   * @throws where it ends with another exit code: then the session is not the one that was meant
   */
  async run(args: readonly string[], { environment = {}, input, exitCode = 0 }: Run = {}): Promise<string> {
    const child = spawn(process.execPath, [programPath, ...args], {
      cwd: this.path('work'),
      env: this.#environment(environment),
    });
    const watch = watchProcesses(child.pid ?? 0, this.path('seen'), holdsSecrets(environment));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const [stdout, stderr, [ended]] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    this.processes += await watch.end();
    await this.keepOutput(args, Buffer.concat([stdout, stderr]));
    if (exitCode !== 'any' && ended !== exitCode)
      throw new Error(`${args.join(' ')}: exit ${ended}\n${stdout}${stderr}`);
    return stdout.toString();
  }

  /** The program on a terminal; `work` presses keys, and sees to it that it ends. */
  async onTerminal(
    args: readonly string[],
    work: (terminal: ReturnType<typeof startCommandOnTerminal>) => Promise<void>,
  ): Promise<void> {
    const terminal = startCommandOnTerminal(
      process.execPath,
      [programPath, ...args],
      this.path('work'),
      this.#variables({}),
    );
    const watch = watchProcesses(terminal.pid, this.path('seen'), false);
    try {
      await work(terminal);
      await terminal.exited;
    } finally {
      terminal.kill();
      this.processes += await watch.end();
      await this.keepOutput(args, Buffer.from(terminal.output()));
    }
  }

  async keepOutput(args: readonly string[], output: Buffer): Promise<void> {
    this.runs += 1;
    const name = `${String(this.runs).padStart(3, '0')}-${args[0] ?? 'screens'}`;
    await writeFile(this.path(`seen/${name}`), Buffer.concat([Buffer.from(`${args.join(' ')}\n`), output]));
  }

  async close(): Promise<void> {
    for (const end of this.#endings) await end();
  }

  #environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    return { ...this.#variables(more), LANG: 'C.UTF-8' };
  }

  #variables(more: Readonly<Record<string, string>>): Record<string, string> {
    return {
      ...keyringEnvironment(),
      HOME: this.path('user'),
      TMPDIR: this.path('temporary'),
      SECURE_CLIENT_HOME: this.home,
      SEEN: this.path('seen'),
      EDITOR: this.path('spy'),
      ...more,
    };
  }
}

function holdsSecrets(environment: Readonly<Record<string, string>>): boolean {
  return Object.keys(environment).some((name) => /^SECURE_CLIENT_.*PASS/.test(name));
}

/** For a hook or an editor: writes what is seen of it and of whoever started it, however short it lives. */
const spy = `#!/bin/sh
[ $# -gt 0 ] || cat > "$SEEN/told-$$"
cat /proc/$$/environ /proc/$$/cmdline /proc/$PPID/cmdline > "$SEEN/spy-$$"
env >> "$SEEN/spy-$$"
`;
