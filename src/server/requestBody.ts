import type { Readable } from 'node:stream';
import { releaseMemory } from '../common/releaseMemory.ts';
import { ClientGone } from './httpError.ts';

/** So long a buffer may wait to become full: what waits is lost when the process is killed. */
const patienceMilliseconds = 250;

/** Who sends less than this in that time keeps a connection for nothing. */
const paceMilliseconds = 60_000;
const paceBytes = 6000;

/**
 * Reads the body of a request into buffers of the caller's choice, with back-pressure: no more than one chunk is
 * taken from the connection while no buffer waits. Event by event, because streams over 16 KiB pieces cost more than
 * the TLS does.
 */
export class RequestBody {
  readonly #request: Readable;
  #target: Buffer | undefined;
  #filled = 0;
  /** What came last, as long as not all of it has found room. */
  #rest: { readonly chunk: Buffer; readonly start: number } | undefined;
  #state: 'open' | 'ended' | 'lost' = 'open';
  #waiting: PromiseWithResolvers<number> | undefined;
  #patience: NodeJS.Timeout | undefined;
  #received = 0;
  #receivedBefore = 0;
  readonly #pace: NodeJS.Timeout;

  constructor(request: Readable) {
    this.#request = request;
    this.#pace = setInterval(() => this.#checkPace(), paceMilliseconds).unref();
    request.on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      this.#receive(chunk, 0);
    });
    request.on('end', () => this.#finish('ended'));
    request.on('error', () => this.#finish('lost'));
    request.on('close', () => this.#finish('lost'));
    request.pause();
    // The client may have left while whoever calls this was still looking for a place for the body.
    if (request.destroyed) this.#finish('lost');
  }

  /** True when nothing more will come. */
  get isAtEnd(): boolean {
    return this.#state === 'ended' && this.#rest === undefined;
  }

  /**
   * Fills `target`, except at the end of the body, and gives the number of bytes.
   *
   * @throws {ClientGone} when the connection ends before the body does.
   */
  async fill(target: Buffer): Promise<number> {
    let filled = 0;
    while (filled < target.length && !this.isAtEnd) filled += await this.fillSome(target.subarray(filled));
    return filled;
  }

  /**
   * As `fill`, but does not wait long for the last bytes of `target`, and takes what has come before the
   * connection ended.
   */
  fillSome(target: Buffer): Promise<number> {
    this.#target = target;
    this.#filled = 0;
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    if (this.#rest !== undefined) {
      const rest = this.#rest;
      this.#rest = undefined;
      this.#receive(rest.chunk, rest.start);
    }
    if (this.#waiting !== undefined) {
      if (this.#state === 'open') this.#request.resume();
      else this.#settle();
    }
    return promise;
  }

  #receive(chunk: Buffer, start: number): void {
    const copied = this.#target === undefined ? 0 : chunk.copy(this.#target, this.#filled, start);
    this.#filled += copied;
    const end = start + copied;
    if (end < chunk.length) {
      this.#rest = { chunk, start: end };
      // Not before: the next buffer is mostly there by the time something comes.
      this.#request.pause();
    } else {
      // Every 16 KiB come in memory of their own, and the collector would begin anew for every 64 MiB of it.
      releaseMemory(chunk);
    }
    if (this.#target === undefined) return;
    if (this.#filled === this.#target.length) {
      this.#settle();
    } else {
      this.#patience ??= setTimeout(() => this.#settle(), patienceMilliseconds);
    }
  }

  /** Only while we wait: when a whole buffer has been filled in between, the pace was fast enough. */
  #checkPace(): void {
    if (this.#waiting !== undefined && this.#received - this.#receivedBefore < paceBytes)
      this.#request.destroy();
    this.#receivedBefore = this.#received;
  }

  #finish(state: 'ended' | 'lost'): void {
    clearInterval(this.#pace);
    if (this.#state === 'open') this.#state = state;
    if (this.#waiting !== undefined) this.#settle();
  }

  #settle(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (this.#state === 'lost' && this.#filled === 0) this.#waiting?.reject(new ClientGone());
    else this.#waiting?.resolve(this.#filled);
    this.#waiting = undefined;
    this.#target = undefined;
  }
}
