import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { cleanEnvironment, type Finished, programPath, runProgram } from './program.ts';

export const username = 'ada';
export const password = 'correct horse';

/** A server of its own, started as a user would, and a home that can log in to it. */
export interface World {
  readonly folder: string;
  readonly home: string;
  readonly port: number;
  /** Arguments that name the server and the account. */
  readonly server: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The data folder of the server. */
  readonly data: string;
  /** Ends the server as a crash would, and starts it again on the same port. */
  crashServer(): Promise<void>;
  /** Ends the server as a signal asks, and lets `between` happen before it is started again on the same port. */
  restartServer(
    signal: NodeJS.Signals,
    between?: () => Promise<void>,
    around?: readonly string[],
  ): Promise<void>;
  /** Runs the program with the home, the password and `--json`; `document` is what it printed. */
  json(...args: string[]): Promise<Finished & { readonly document: unknown }>;
  close(): Promise<void>;
}

/** Copies what was made before all tests, or else makes it, and starts `serve` on a free port. */
export async function createWorld(parent = tmpdir()): Promise<World> {
  const folder = await mkdtemp(join(parent, 'secure-client-test-'));
  const home = join(folder, 'home');
  const data = join(folder, 'server');
  const environment = { SECURE_CLIENT_HOME: home, SECURE_CLIENT_PASSWORD: password };
  const template = process.env['TEST_WORLD'];
  if (template === undefined) await (await import('./worldTemplate.ts')).fillWorld(folder);
  else await cp(template, folder, { recursive: true });
  const started = await serve(data, 0);
  let { child } = started;
  const { port } = started;
  async function restartServer(
    signal: NodeJS.Signals,
    between?: () => Promise<void>,
    around?: readonly string[],
  ): Promise<void> {
    child.kill(signal);
    await once(child, 'close');
    await between?.();
    ({ child } = await serve(data, port, around));
  }
  return {
    folder,
    home,
    data,
    port,
    server: ['--host', '127.0.0.1', '--port', String(port), '--username', username],
    environment,
    crashServer: () => restartServer('SIGKILL'),
    restartServer,
    async json(...args) {
      const finished = await runProgram([...args, '--json'], environment);
      return { ...finished, document: JSON.parse(finished.stdout) as unknown };
    },
    async close() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'close');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param around words of a command that runs it */
async function serve(
  data: string,
  wanted: number,
  around: readonly string[] = [],
): Promise<{ child: ChildProcessByStdio<null, Readable, null>; port: number }> {
  const serving = [
    process.execPath,
    programPath,
    'serve',
    '--data',
    data,
    '--port',
    String(wanted),
    '--json',
  ];
  const [command = '', ...args] = [...around, ...serving];
  const child = spawn(command, args, { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface(child.stdout)) {
    return { child, port: (JSON.parse(line) as { port: number }).port };
  }
  throw new Error('serve ended before it listened');
}

/** Writes a file and gives its path. */
export async function writeSource(world: World, name: string, content: string | Buffer): Promise<string> {
  const path = join(world.folder, name);
  await writeFile(path, content);
  return path;
}
