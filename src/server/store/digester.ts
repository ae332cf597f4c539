import { Worker } from 'node:worker_threads';
import type { ArchiveIndex, Undigested } from './archiveIndex.ts';
import { digestThread } from './digestThread.ts';
import { stampOf, statFile } from './fileStamp.ts';
import type { Layout } from './layout.ts';

const batchSize = 64;

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
  #closed = false;
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
    if (this.#closed) return;
    this.#running ??= this.#run()
      .catch(this.#failed)
      .finally(() => {
        this.#running = undefined;
      });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#thread?.terminate();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#closed) {
      this.#isWanted = false;
      let batch = this.#index.undigested(batchSize);
      while (batch.length > 0 && !this.#closed) {
        await this.#digest(batch);
        batch = this.#index.undigested(batchSize);
      }
    }
  }

  async #digest(batch: readonly Undigested[]): Promise<void> {
    const paths = batch.map(({ owner, name }) => this.#layout.archive(owner, name));
    const digests = await this.#ask(paths);
    const found = await Promise.all(paths.map(statFile));
    if (this.#closed) return;
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
    const thread = new Worker(`(${digestThread.toString()})()`, { eval: true });
    thread.unref();
    thread.on('message', (digests: readonly string[]) => this.#answer?.resolve(digests));
    thread.on('error', (error) => this.#answer?.reject(error));
    thread.on('exit', () => this.#answer?.resolve([]));
    return thread;
  }
}
