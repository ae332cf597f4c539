import type { Writable } from 'node:stream';

/** Bytes that a request announces and sends. The memory of a chunk must stay as it is until it is sent. */
export interface RequestBody {
  readonly length: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Told of each chunk whose memory may be used for something else. */
  readonly onSent?: ((chunk: Uint8Array) => void) | undefined;
}

/** Small servers read a small request with a single read, so it leaves in a single write. */
const oneWriteLimit = 16 * 1024;
/** Counting the bytes on their way is faster than waiting for `drain`. */
const writesInFlight = 2 * 1024 * 1024;

/** Told how the sending goes. */
export interface SendingWatcher {
  /** So many bytes were given to the socket, or left it. */
  moved(bytes: number): void;
  /** The last byte has left. */
  left(): void;
}

/** Sends one request, until it is sent or stopped. */
export class RequestSender {
  readonly #socket: Writable;
  readonly #watcher: SendingWatcher;
  #isSent = false;
  #isStopped = false;
  #inFlight = 0;
  #onStop: (() => void) | undefined;
  #onRoom: (() => void) | undefined;

  constructor(socket: Writable, watcher: SendingWatcher) {
    this.#socket = socket;
    this.#watcher = watcher;
  }

  /** True once the last byte was handed to the socket. */
  get isSent(): boolean {
    return this.#isSent;
  }

  /** True while it is the body that everything waits for. */
  get isWaitingForBody(): boolean {
    return !this.#isSent && this.#inFlight === 0;
  }

  /** Ends the sending where it stands. */
  stop(): void {
    this.#isStopped = true;
    this.#onStop?.();
    this.#onRoom?.();
  }

  /** @throws whatever the body throws; `RangeError` when its length is not what it announces */
  async send(head: Buffer, body: RequestBody | undefined): Promise<void> {
    if (body && body.length > oneWriteLimit) return this.#sendInPieces(head, body);
    const parts: Uint8Array[] = [head];
    if (body) for await (const chunk of this.#chunksOf(body)) parts.push(chunk);
    if (this.#isStopped) return;
    this.#write(Buffer.concat(parts));
    this.#isSent = true;
  }

  async #sendInPieces(head: Buffer, body: RequestBody): Promise<void> {
    this.#write(head);
    let sent = 0;
    for await (const chunk of this.#chunksOf(body)) {
      this.#write(chunk, body.onSent);
      sent += chunk.length;
      this.#isSent = sent === body.length;
      await this.#room();
    }
  }

  /** The chunks of a body, no more and no less than it announces, unless stopped before its end. */
  async *#chunksOf({ length, chunks }: RequestBody): AsyncGenerator<Uint8Array, void, void> {
    const source = chunks[Symbol.asyncIterator]();
    let given = 0;
    try {
      for (;;) {
        const step = await this.#unlessStopped(source.next());
        if (!step) return;
        if (step.done) break;
        given += step.value.length;
        if (given > length) throw new RangeError(`a body of more than the ${length} bytes announced`);
        yield step.value;
      }
      if (given < length) throw new RangeError(`a body of ${given} bytes, ${length} announced`);
    } finally {
      // Not waited for: it may itself be stuck in whatever it reads.
      source.return?.().catch(() => {});
    }
  }

  #write(bytes: Uint8Array, onSent?: RequestBody['onSent']): void {
    this.#inFlight += bytes.length;
    this.#watcher.moved(bytes.length);
    this.#socket.write(bytes, () => {
      this.#inFlight -= bytes.length;
      this.#watcher.moved(bytes.length);
      onSent?.(bytes);
      if (this.#isSent && this.#inFlight === 0) this.#watcher.left();
      this.#onRoom?.();
    });
  }

  /** Waits until not too many bytes are on their way. */
  async #room(): Promise<void> {
    while (this.#inFlight > writesInFlight && !this.#isStopped) {
      await new Promise<void>((resolve) => {
        this.#onRoom = resolve;
      });
    }
  }

  /** Waits for a promise, but no longer than until `stop`. */
  #unlessStopped<T>(promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#onStop = () => resolve(undefined);
      if (this.#isStopped) resolve(undefined);
      promise.then(resolve, reject);
    });
  }
}
