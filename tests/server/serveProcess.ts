import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { cleanEnvironment, programPath } from '../support/program.ts';
import { authority, serverIdentity, TestServer } from './support.ts';

/** `serve` in a process of its own, as it is shipped. */
export interface ServeProcess {
  readonly child: ChildProcess;
  readonly server: TestServer;
  readonly metricsPort: number | undefined;
  /** What it has logged so far, a line for each thing that happened. */
  readonly logged: string[];
  /** Ends it with that signal, and waits until it is gone. Gives its exit code, null for one that was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts it on a data folder, and waits until it listens. */
export async function startServe(dataFolder: string, ...args: string[]): Promise<ServeProcess> {
  const certs = join(dataFolder, 'certs');
  await mkdir(certs, { recursive: true });
  await writeFile(join(certs, 'server.crt'), serverIdentity.certificatePem);
  await writeFile(join(certs, 'server.key'), serverIdentity.privateKeyPem, { mode: 0o600 });
  await writeFile(join(certs, 'ca.crt'), authority.certificatePem);
  const child = spawn(
    process.execPath,
    [programPath, 'serve', '--data', dataFolder, '--port', '0', '--json', ...args],
    { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const closed = once(child, 'close') as Promise<[number | null]>;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await closed)[0];
  };
  onTestFinished(async () => {
    await end('SIGKILL');
  });
  const logged: string[] = [];
  createInterface(child.stderr).on('line', (line) => logged.push(line));
  for await (const line of createInterface(child.stdout)) {
    const { port, metricsPort } = JSON.parse(line) as { port: number; metricsPort?: number };
    const running = { host: '127.0.0.1', port, metricsPort, close: async () => undefined };
    return { child, server: new TestServer(running, dataFolder, []), metricsPort, logged, end };
  }
  throw new Error(`serve ended before it listened: ${logged.join('\n')}`);
}
