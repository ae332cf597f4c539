import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SessionInfo } from '../../src/client/client.ts';
import { rememberedSecretsOf } from '../../src/client/rememberedSecrets.ts';
import { type Keyring, noKeyring } from '../../src/client/secrets/keyring.ts';
import type { Archive, UnfinishedTransfer } from '../../src/client/types.ts';
import { type StartOptions, startScreens } from '../../src/components/startScreens.tsx';
import { createFakeClient, latest } from './fakeClient.ts';
import { createTerminal, keys } from './terminal.ts';

export interface TerminalOptions
  extends Partial<Pick<StartOptions, 'language' | 'theme' | 'login' | 'environment' | 'stop'>> {
  readonly columns?: number;
  readonly rows?: number;
  readonly archives?: Archive[];
  /** False for a server that hands out whole archives only. */
  readonly readsInPart?: boolean;
  readonly workingFolder?: string;
  /** What the server can do; everything where absent. */
  readonly abilities?: SessionInfo['abilities'];
  /** What an earlier run left. */
  readonly unfinished?: UnfinishedTransfer[];
  readonly keyring?: Keyring;
  /** What the clock shows; noon where absent. */
  readonly now?: Date;
  /** Fills the home folder before the start. */
  readonly prepare?: (home: string) => Promise<void>;
}

/** A form with nothing left to fill in. */
export const filled = {
  host: 'backup.example.org',
  port: '8443',
  username: 'alice',
  password: 'hunter2',
  remember: false,
};
const empty = { host: '', port: '', username: '', password: '', remember: false };

/** Noon of a day: the time of every test, until it moves the clock. */
export const noon = new Date(2026, 10, 22, 12, 0, 0);

/** The real screens on a terminal in memory, with a fake client and an empty home folder. */
export async function openTerminal(options: TerminalOptions = {}) {
  const {
    columns = 80,
    rows = 24,
    language = 'en',
    theme = 'default',
    login = empty,
    archives = [],
  } = options;
  const home = await mkdtemp(join(tmpdir(), 'screens-'));
  await options.prepare?.(home);
  const clock = { now: options.now ?? noon };
  const client = createFakeClient(() => clock.now, archives);
  client.readsInPart = options.readsInPart ?? true;
  if (options.abilities !== undefined) client.abilities = options.abilities;
  client.unfinished = options.unfinished ?? [];
  const terminal = createTerminal(columns, rows);
  const screens = startScreens({
    client,
    remembered: rememberedSecretsOf(home, options.keyring ?? noKeyring),
    language,
    theme,
    login,
    places: { home, userHome: home, workingFolder: options.workingFolder ?? home },
    now: () => clock.now,
    stdin: terminal.stdin as unknown as NodeJS.ReadStream,
    stdout: terminal.stdout as unknown as NodeJS.WriteStream,
    stderr: terminal.stdout as unknown as NodeJS.WriteStream,
    environment: options.environment ?? {},
    stop: options.stop ?? (async () => {}),
  });
  const ended = screens.ended.then(() => true);
  onTestFinished(async () => {
    await screens.shutDown();
    // What the last key changed may still be being written.
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  });

  /** Types in one chunk and waits until everything that follows at once is on the screen. */
  async function type(typed: string): Promise<void> {
    terminal.stdin.write(typed);
    await new Promise(setImmediate);
    await screens.flushed();
  }

  /** Gives the window another size and waits until it is drawn. */
  async function resize(size: { columns: number; rows: number }): Promise<void> {
    terminal.resize(size);
    await screens.flushed();
  }

  /** Logs in and waits for the archives. */
  async function logIn(): Promise<void> {
    await type(keys.enter);
    latest(client.logins).accept();
    await terminal.see(/archives?( [·-]|,)|No archives yet|Aucune archive/);
  }

  return { ...terminal, client, clock, home, ended, next: screens.ended, type, resize, logIn };
}

export type TestTerminal = Awaited<ReturnType<typeof openTerminal>>;

/** The screens with the archives on them. */
export async function openArchives(options: TerminalOptions = {}): Promise<TestTerminal> {
  const terminal = await openTerminal({ login: filled, ...options });
  await terminal.logIn();
  return terminal;
}

/** As many archives as asked for, an hour apart, the newest an hour old. */
export function makeArchives(count: number): Archive[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `archive-${String(index + 1).padStart(5, '0')}.enc`,
    size: 1500 * (index + 1),
    uploadedAt: new Date(noon.getTime() - (index + 1) * 3_600_000),
  }));
}
