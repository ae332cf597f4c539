import type { ChildProcess } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import type { Random } from '../../support/random.ts';
import type { Life } from './life.ts';
import { pickWeighted } from './weights.ts';

/** What gets in the way of a command. */
export interface Disturbance {
  readonly name: string;
  begin(life: Life, child: ChildProcess): void;
  /** Once the command has ended: all is as before. */
  end(life: Life): Promise<void>;
  hasHappened(): boolean;
}

type Make = (random: Random, bytes: number) => Disturbance;

/** Nothing does. */
export function calm(): Disturbance {
  return { name: 'nothing in the way', begin() {}, end: async () => {}, hasHappened: () => false };
}

/** Something happens when so many bytes have gone over the line, so that it is at the same place of the work each time. */
export function atBytes(
  name: string,
  bytes: number,
  happen: (life: Life, child: ChildProcess) => Promise<void> | void,
): Disturbance {
  let happening: Promise<void> | undefined;
  return {
    name,
    begin(life, child) {
      life.line.after(bytes, () => {
        happening = Promise.resolve(happen(life, child));
      });
    },
    async end(life) {
      life.line.after(Number.POSITIVE_INFINITY, () => {});
      await happening;
    },
    hasHappened: () => happening !== undefined,
  };
}

/** The client is killed at the n-th change of its home. */
function killedAtChange(changes: number): Disturbance {
  let watcher: FSWatcher | undefined;
  let seen = 0;
  return {
    name: 'the client killed while it changed its home',
    begin({ world }, child) {
      watcher = watch(world.home, { recursive: true }, () => {
        seen += 1;
        if (seen === changes) child.kill('SIGKILL');
      });
    },
    async end() {
      watcher?.close();
    },
    hasHappened: () => seen >= changes,
  };
}

function slowLine(bytesPerSecond: number): Disturbance {
  return {
    name: 'a slow line',
    begin: ({ line }) => line.slow(bytesPerSecond),
    end: async ({ line }) => line.slow(null),
    hasHappened: () => true,
  };
}

const killClient = (_life: Life, child: ChildProcess): void => void child.kill('SIGKILL');

/** What can come in the way of any command, and how often. */
const all: readonly (readonly [weight: number, make: Make])[] = [
  [40, calm],
  [16, (random, bytes) => atBytes('the client killed', random.between(1, bytes), killClient)],
  [10, (random) => killedAtChange(random.between(1, 30))],
  [
    10,
    (random, bytes) =>
      atBytes('the server killed', random.between(1, bytes), ({ world }) => world.crashServer()),
  ],
  [10, (random, bytes) => atBytes('the line cut', random.between(1, bytes), ({ line }) => line.cut())],
  [2, (random, bytes) => atBytes('the line silent', random.between(1, bytes), ({ line }) => line.freeze())],
  [4, (random, bytes) => slowLine(Math.max(64 * 1024, bytes / random.between(1, 4)))],
];

/** A login, a list and answers: what every command has on the line. */
const overhead = 12 * 1024;

/** One of them, for a command that moves about so many bytes. */
export function disturbanceOf(random: Random, bytes: number): Disturbance {
  return pickWeighted(random, all)(random, bytes + overhead);
}
