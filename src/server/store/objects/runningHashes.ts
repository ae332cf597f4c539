import type { RunningHash } from './partedBody.ts';

/** Beyond so many, those that were used the longest ago are forgotten: their archives have no SHA-256 then. */
const most = 1000;

/** The SHA-256 of uploads under way, so that it need not be made anew when their next request comes to the same process. */
export class RunningHashes {
  readonly #hashes = new Map<string, RunningHash>();

  /** Undefined where the first so many bytes of the upload did not all pass through here. */
  get(id: string, bytes: number): RunningHash | undefined {
    const found = this.#hashes.get(id);
    return found?.bytes === bytes ? found : undefined;
  }

  set(id: string, running: RunningHash): void {
    this.#hashes.delete(id);
    this.#hashes.set(id, running);
    const [oldest] = this.#hashes.keys();
    if (this.#hashes.size > most && oldest !== undefined) this.#hashes.delete(oldest);
  }

  delete(id: string): void {
    this.#hashes.delete(id);
  }
}
