import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ArchiveIndex, Undigested } from './archiveIndex.ts';
import { digestThread } from './digestThread.ts';
import { stampOf, statFile } from './fileStamp.ts';
import type { Layout } from './layout.ts';

const batchSize = 64;

/** The thread has a buffer and little else. */
const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 };

/** Uploads that follow each other so fast get their digests together. */
const gatherMilliseconds = 250;

/**
 * Finds out the SHA-256 of archives that have none yet, on a thread of its own: while an upload comes in, the
 * hash would take half of what the connection could carry. What is hashed is what lies on the disk.
 */
export class Digester {
  readonly #index: ArchiveIndex;
  readonly #layout: Layout;
  readonly #failed: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #isWanted = false;
  readonly #ending = new AbortController();
  #thread: Worker | undefined;
  #answer: PromiseWithResolvers<readonly string[]> | undefined;

  /** @param failed told of an error, which ends the run */
  constructor(index: ArchiveIndex, layout: Layout, failed: (error: unknown) => void) {
    this.#index = index;
    this.#layout = layout;
    this.#failed = failed;
  }

  /** Looks for archives without a digest, now or when the present run is over. */
  wake(): void {
    this.#isWanted = true;
    if (this.#isEnding) return;
    this.#running ??= this.#run()
      .catch(this.#failed)
      .finally(() => {
        this.#running = undefined;
      });
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#thread?.terminate();
    await this.#running;
  }

  get #isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#isEnding) {
      await this.#gather();
      this.#isWanted = false;
      let isMore = true;
      while (isMore && !this.#isEnding) {
        const batch = this.#index.undigested(batchSize);
        if (batch.length > 0) await this.#digest(batch);
        isMore = batch.length === batchSize;
      }
    }
  }

  async #gather(): Promise<void> {
    const signal = this.#ending.signal;
    await setTimeout(gatherMilliseconds, undefined, { ref: false, signal }).catch(() => undefined);
  }

  async #digest(batch: readonly Undigested[]): Promise<void> {
    const paths = batch.map(({ owner, name }) => this.#layout.archive(owner, name));
    const digests = await this.#ask(paths);
    const found = await Promise.all(paths.map(statFile));
    if (this.#isEnding) return;
    this.#index.transaction(() => {
      for (const [at, archive] of batch.entries()) {
        const stats = found[at];
        const known = this.#index.find(archive.owner, archive.name);
        // A file that has changed meanwhile gets its turn when the index has noticed that.
        const isSame = stats !== undefined && known?.stamp === stampOf(stats);
        this.#index.setDigest(archive, isSame ? (digests[at] ?? '') : '');
      }
    });
  }

  #ask(paths: readonly string[]): Promise<readonly string[]> {
    this.#answer = Promise.withResolvers();
    this.#thread ??= this.#startThread();
    this.#thread.postMessage(paths);
    return this.#answer.promise;
  }

  #startThread(): Worker {
    const thread = new Worker(`(${digestThread.toString()})()`, { eval: true, resourceLimits });
    thread.unref();
    thread.on('message', (digests: readonly string[]) => this.#answer?.resolve(digests));
    thread.on('error', (error) => this.#answer?.reject(error));
    thread.on('exit', () => this.#answer?.resolve([]));
    return thread;
  }
}
