import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { cleanEnvironment, programPath } from '../../support/program.ts';
import { createProxy, type Line } from '../../support/proxy.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { createWorld, password, username, type World } from '../../support/world.ts';
import { clockEnvironment } from './clock.ts';
import { calm, type Disturbance } from './disturbances.ts';
import { watchHome } from './homeWatch.ts';
import { Model } from './model.ts';
import { Sources } from './sources.ts';
import { Tally } from './tally.ts';

/** How a command ended. */
export interface Ran {
  /** Null where it was killed. */
  readonly exitCode: number | null;
  /** What it printed; null where that is no whole document. */
  readonly document: Readonly<Record<string, unknown>> | null;
  readonly command: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly disturbance?: Disturbance;
  readonly passphrase?: string;
  /** Its clock stands still there, in milliseconds since 1970. */
  readonly stoppedAt?: number;
}

/** One ageing home, its server, the line between them, and what they ought to hold. */
export class Life {
  readonly world: World;
  readonly line: Line;
  readonly sources: Sources;
  readonly model = new Model();
  readonly tally = new Tally();
  readonly seed: number;
  /** All passphrases there ever were: none of them may be found anywhere. */
  readonly passphrases: string[];
  /** What the clock of the client is ahead, in milliseconds. */
  clockAhead = 0;
  /** Of this step alone, so that a step does not depend on how many numbers the last one took. */
  random: Random;
  /** Whether a client was killed in this step. */
  wasKilled = false;
  /** Whether one was killed at all. */
  wasEverKilled = false;
  #failures: string[] = [];
  #restored = 0;

  private constructor(world: World, line: Line, seed: number) {
    this.world = world;
    this.line = line;
    this.seed = seed;
    this.random = createRandom(seed);
    this.passphrases = [`passphrase 0 of life ${seed}`];
    this.sources = new Sources(join(world.folder, 'sources'), `PLAINTEXT OF LIFE ${seed} `);
  }

  static async begin(folder: string, seed: number): Promise<Life> {
    const world = await createWorld(folder);
    const life = new Life(world, await createProxy(() => world.port), seed);
    await mkdir(join(world.folder, 'restored'));
    await life.sources.begin(life.random);
    // A line that falls silent is noticed soon, though not by a machine that is merely busy.
    const timeouts = { idle: 15, answer: 60, work: 15 };
    await writeFile(join(world.home, 'config.json'), JSON.stringify({ version: 1, timeouts }), {
      mode: 0o600,
    });
    await life.local(['schedule', 'add', join(life.sources.folder, 'letters'), '--every', '1h']);
    life.model.scheduled.set('letters', null);
    return life;
  }

  /** What the passphrase is, of archives that are sealed now. */
  get passphrase(): string {
    return this.passphrases[0] as string;
  }

  /** Begins a step, with random numbers that depend on seed and step alone. */
  beginStep(step: number): void {
    this.random = createRandom(this.seed + step * 7919);
    this.wasKilled = false;
  }

  /** Runs a command that talks to the server. */
  ask(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const server = ['--host', '127.0.0.1', '--port', String(this.line.port), '--username', username];
    return this.#run([...args, ...server, '--json'], options);
  }

  /** Runs a command that does not. */
  local(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.#run([...args, '--json'], options);
  }

  async #run(
    args: readonly string[],
    { disturbance = calm(), passphrase, stoppedAt }: RunOptions,
  ): Promise<Ran> {
    const watch = watchHome(this.world.home);
    const child = spawn(process.execPath, [programPath, ...args], {
      env: this.environment(passphrase, stoppedAt),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    disturbance.begin(this, child);
    const [stdout, stderr, exitCode] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close').then(([code]) => code as number | null),
    ]);
    await disturbance.end(this);
    const { looks, failures } = await watch.end();
    this.tally.add('looks at files of the home while a command ran', looks);
    for (const failure of failures) this.fail(failure);
    this.tally.add('commands');
    if (exitCode === null) {
      this.wasKilled = true;
      this.wasEverKilled = true;
    }
    if (disturbance.hasHappened()) this.tally.add(`commands with ${disturbance.name}`);
    const command = `${args.join(' ')} (${disturbance.name}): exit ${exitCode}`;
    this.tally.note(command);
    if (exitCode === 1) this.fail(`a bug: ${command}\n${stdout}${stderr}`);
    return { exitCode, document: documentOf(stdout), command, stderr };
  }

  /** Of a process of the client. */
  environment(passphrase = this.passphrase, stoppedAt?: number): NodeJS.ProcessEnv {
    return cleanEnvironment({
      ...this.world.environment,
      SECURE_CLIENT_PASSPHRASE: passphrase,
      ...clockEnvironment(this.clockAhead, stoppedAt),
    });
  }

  /** Says that a command ended as it must not. */
  expectExit(ran: Ran, ...allowed: readonly (number | null)[]): boolean {
    if (allowed.includes(ran.exitCode)) return true;
    this.fail(`${ran.command}, not ${allowed.join(' or ')}\n${JSON.stringify(ran.document)}\n${ran.stderr}`);
    return false;
  }

  fail(failure: string): void {
    this.#failures.push(failure);
  }

  get failures(): readonly string[] {
    return this.#failures;
  }

  /** A folder that nothing was restored to yet. */
  newDestination(): string {
    this.#restored += 1;
    return join(this.world.folder, 'restored', String(this.#restored));
  }

  /** A new passphrase, and the file that holds it. */
  newPassphrase(): string {
    const passphrase = `passphrase ${this.passphrases.length} of life ${this.seed}`;
    this.passphrases.push(passphrase);
    return passphrase;
  }

  /** What must be nowhere in the clear. */
  secrets(): readonly string[] {
    return [this.sources.marker, password, ...this.passphrases];
  }

  async end(): Promise<void> {
    await this.line.close();
    await this.world.close();
  }
}

function documentOf(stdout: string): Ran['document'] {
  try {
    return JSON.parse(stdout) as Ran['document'];
  } catch {
    // Killed before it had printed anything.
    return null;
  }
}
