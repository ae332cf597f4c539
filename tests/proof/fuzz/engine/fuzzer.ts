import type { FuzzTarget } from '../target.ts';
import type { Board } from './board.ts';
import type { Coverage, Step } from './coverage.ts';
import { minimise } from './minimise.ts';
import { mutate } from './mutate.ts';
import { Pool } from './pool.ts';
import { createRandom } from './random.ts';

/** Something that never may happen, with the shortest input found for it. */
export interface Crash {
  readonly problem: string;
  readonly input: Uint8Array;
}

export interface FuzzFigures {
  readonly executions: number;
  readonly seconds: number;
  readonly blocksAtStart: number;
  readonly blocksAtEnd: number;
  /** Inputs that did something new. */
  readonly corpus: number;
  readonly slowestMilliseconds: number;
  readonly highestMebibytes: number;
}

export interface FuzzRun {
  readonly seconds: number;
  readonly seed: number;
  /** Inputs that were kept before. */
  readonly kept: readonly Buffer[];
  /** Texts that the code compares with. */
  readonly compared: readonly string[];
}

/** More that live than this, and some code holds what it is given. */
const mostMebibytes = 768;
const attemptsForCorpus = 40;
const attemptsForCrash = 2000;

/** Feeds a target mutations of what did something new, until the time is over. */
export class Fuzzer {
  readonly crashes = new Map<string, Crash>();
  readonly #target: FuzzTarget;
  readonly #coverage: Coverage;
  readonly #board: Board;
  readonly #pool = new Pool();
  #executions = 0;
  #slowest = 0;
  #highest = 0;

  constructor(target: FuzzTarget, coverage: Coverage, board: Board) {
    this.#target = target;
    this.#coverage = coverage;
    this.#board = board;
  }

  async run({ seconds, seed, kept, compared }: FuzzRun): Promise<FuzzFigures> {
    const startedAt = performance.now();
    const random = createRandom(seed);
    const { seeds, dictionary, maximumLength } = this.#target;
    for (const input of [...seeds, ...kept]) await this.#try(input, true);
    const blocksAtStart = this.#coverage.blocks;
    const words = [...new Set([...dictionary, ...compared])].map((word) => Buffer.from(word, 'latin1'));
    const secondsSoFar = () => (performance.now() - startedAt) / 1000;
    const isOver = () => this.#board.isStopped || secondsSoFar() >= seconds;
    while (!isOver()) {
      const corpus = this.#pool.entries.map(({ input }) => input);
      const material = { corpus, dictionary: words, maximumLength };
      for (let count = 0; count < 100 && !isOver(); count += 1)
        await this.#try(mutate(this.#pool.choose(random), material, random));
      this.#checkMemory();
    }
    return {
      executions: this.#executions,
      seconds: secondsSoFar(),
      blocksAtStart,
      blocksAtEnd: this.#coverage.blocks,
      corpus: this.#pool.entries.length,
      slowestMilliseconds: this.#slowest,
      highestMebibytes: this.#highest,
    };
  }

  /** The inputs worth keeping. */
  cover(): Buffer[] {
    return this.#pool.cover();
  }

  async #try(input: Buffer, isGiven = false): Promise<void> {
    const crash = await this.#execute(input);
    if (crash !== undefined) {
      await this.#report(crash, input);
      return;
    }
    const news = this.#coverage.news();
    if (news.length === 0 && (!isGiven || this.#pool.entries.length > 0)) return;
    // At once: where something else decides too, as a cache does, the next try does not do it, and would do it anew for ever.
    this.#coverage.remember();
    await this.#keep(input, news, isGiven);
  }

  async #keep(input: Buffer, news: readonly Step[], isGiven: boolean): Promise<void> {
    const doesSo = async (shorter: Buffer) =>
      (await this.#execute(shorter)) === undefined && this.#coverage.did(news);
    const short = isGiven ? input : await minimise(input, doesSo, attemptsForCorpus);
    const startedAt = performance.now();
    if ((await this.#execute(short)) !== undefined) return;
    const microseconds = (performance.now() - startedAt) * 1000;
    this.#pool.add({ input: short, steps: this.#coverage.all(), microseconds });
    this.#coverage.remember();
  }

  async #report(problem: string, input: Buffer): Promise<void> {
    const kind = kindOf(problem);
    if (this.crashes.has(kind)) return;
    this.crashes.set(kind, { problem, input });
    const isSame = async (shorter: Buffer) => {
      const found = await this.#execute(shorter);
      return found !== undefined && kindOf(found) === kind;
    };
    const short = await minimise(input, isSame, attemptsForCrash);
    this.crashes.set(kind, { problem: (await this.#execute(short)) ?? problem, input: short });
  }

  /** @returns what went wrong */
  async #execute(input: Buffer): Promise<string | undefined> {
    this.#board.begin(input);
    this.#coverage.clear();
    this.#executions += 1;
    const startedAt = performance.now();
    try {
      const work = this.#target.run(Buffer.from(input));
      if (work !== undefined) await work;
      return undefined;
    } catch (error) {
      return describe(error);
    } finally {
      this.#slowest = Math.max(this.#slowest, performance.now() - startedAt);
    }
  }

  #checkMemory(): void {
    const { heapUsed, external } = process.memoryUsage();
    const mebibytes = (heapUsed + external) / 2 ** 20;
    this.#highest = Math.max(this.#highest, mebibytes);
    if (mebibytes > mostMebibytes)
      this.crashes.set('memory', {
        problem: `${Math.round(mebibytes)} MiB are held`,
        input: this.#board.input,
      });
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`;
}

/** Crashes of one kind have one message, but for its values, and come from one place. */
function kindOf(problem: string): string {
  const [message = '', place = ''] = problem.split('\n');
  return `${message.replace(/"(?:[^"\\]|\\.)*"|\d+/g, '…').slice(0, 120)} ${place.trim()}`;
}
