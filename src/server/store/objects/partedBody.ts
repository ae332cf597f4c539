import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { HttpError } from '../../httpError.ts';
import { envelopeHeadLength, envelopeLength, maximumEnvelopeLength } from '../envelope.ts';
import type { Bucket } from './bucket.ts';
import { envelopeKeyOf, newRestKey } from './keys.ts';
import type { PartBuffers } from './partBuffers.ts';
import { isIntent, newIntent, type Progress, partSizeOf, settledBytes } from './progress.ts';
import { isMissing } from './storeErrors.ts';

/** Where it is noted what is written, before it is, and how far an upload has come. */
export interface Ledger {
  /** An object of that key is about to be written: whatever becomes of us, somebody will find it. */
  begin(key: string): Promise<void>;
  /** @throws {HttpError} 409 when the upload has gone on elsewhere */
  save(before: Progress, now: Progress): Promise<void>;
}

/** The objects that a complete upload has become. */
export interface StoredObjects {
  readonly body: string;
  readonly envelope: string | null;
  readonly envelopeLength: number;
  /** Bytes of both. */
  readonly size: number;
  readonly sha256: string | null;
}

/** The SHA-256 of the first so many bytes of an upload. */
export interface RunningHash {
  readonly hash: Hash;
  bytes: number;
}

export interface PartedBodyOptions {
  readonly bucket: Bucket;
  readonly buffers: PartBuffers;
  readonly ledger: Ledger;
  readonly key: string;
  /** Of the archive. */
  readonly name: string;
  /** Bytes. */
  readonly length: number;
  readonly progress: Progress;
  readonly running?: RunningHash | undefined;
}

/**
 * Turns what comes in into objects: the envelope into one of its own, the rest into one that is uploaded in parts, each
 * gathered in memory and sent when it is full.
 */
export class PartedBody {
  readonly #options: PartedBodyOptions;
  readonly #partSize: number;
  readonly #running: RunningHash;
  #progress: Progress;
  /** Bytes in all; of base64, two less may come than were announced. */
  #length: number;
  #buffer: Buffer | undefined;
  /** Bytes in the buffer, those of the rest included. */
  #filled = 0;

  constructor(options: PartedBodyOptions) {
    this.#options = options;
    this.#partSize = partSizeOf(options.length);
    this.#progress = options.progress;
    this.#length = options.length;
    this.#running = options.running ?? { hash: createHash('sha256'), bytes: 0 };
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** So that another can go on with it. */
  get running(): RunningHash {
    return this.#running;
  }

  /** The bytes may be changed again once this resolves. @throws {HttpError} 503, 507, 409; nothing else may be asked then but to close */
  async append(bytes: Buffer): Promise<void> {
    if (this.#running.bytes === this.#gathered()) {
      this.#running.hash.update(bytes);
      this.#running.bytes += bytes.length;
    }
    for (let at = 0; at < bytes.length; ) {
      const buffer = await this.#room();
      const copied = bytes.copy(buffer, this.#filled, at, at + this.#wanted() - this.#filled);
      this.#filled += copied;
      at += copied;
      while (this.#buffer !== undefined && this.#filled === this.#wanted()) await this.#advance(this.#buffer);
    }
    if (this.#buffer !== undefined && this.#options.buffers.isDue(this.#buffer)) await this.keep();
  }

  /** Stores what is no whole part yet as an object of its own. */
  async keep(): Promise<void> {
    const { bucket, ledger, key, name, length } = this.#options;
    const gathered = this.#gathered();
    if (this.#buffer !== undefined && gathered > this.#progress.stored) {
      const rest = newRestKey(key);
      await ledger.begin(rest);
      await bucket.put(rest, this.#buffer.subarray(0, this.#filled), name);
      await this.#save({ rest, stored: settledBytes(this.#progress, length) + this.#filled });
    }
    this.close();
  }

  /** Makes objects of it: nothing more comes. */
  async complete(): Promise<StoredObjects> {
    const { bucket, key, name } = this.#options;
    this.#length = this.#gathered();
    if (this.#progress.rest !== undefined) await this.#room();
    while (this.#buffer !== undefined) await this.#advance(this.#buffer);
    if (this.#length === 0) await bucket.put(key, Buffer.alloc(0), name);
    const { envelopeLength: known = 0, multipart, tags } = this.#progress;
    if (multipart !== undefined) {
      await bucket.completeParts(key, multipart, tags).catch(async (error: unknown) => {
        // An earlier attempt may have come so far, and its answer been lost.
        if (!isMissing(error)) throw error;
        if ((await bucket.sizeOf(key)) !== this.#length - known) throw givenUp(error);
      });
    }
    const { hash, bytes } = this.#running;
    return {
      body: key,
      envelope: known > 0 ? envelopeKeyOf(key) : null,
      envelopeLength: known,
      size: this.#length,
      sha256: bytes === this.#length ? hash.copy().digest('hex') : null,
    };
  }

  /** Forgets what was not kept. */
  close(): void {
    if (this.#buffer !== undefined) this.#options.buffers.giveBack(this.#buffer);
    this.#buffer = undefined;
    this.#filled = 0;
  }

  /** How much has come. */
  #gathered(): number {
    if (this.#buffer === undefined) return this.#progress.stored;
    return settledBytes(this.#progress, this.#options.length) + this.#filled;
  }

  /** So many bytes in the buffer, and the next step can be made. */
  #wanted(): number {
    const { length } = this.#options;
    const { envelopeLength: known, tags } = this.#progress;
    if (tags.length > 0) return Math.min(this.#partSize, length - settledBytes(this.#progress, length));
    if (known === undefined) return Math.min(envelopeHeadLength, length);
    return Math.min(length, known + this.#partSize);
  }

  /** The buffer of the part that is being gathered, with the rest of the last request in it. */
  async #room(): Promise<Buffer> {
    if (this.#buffer !== undefined) return this.#buffer;
    const { bucket, buffers, length } = this.#options;
    const { stored, rest, tags } = this.#progress;
    const settled = settledBytes(this.#progress, length);
    const whole = tags.length === 0 ? this.#partSize + maximumEnvelopeLength : this.#partSize;
    const buffer = await buffers.lend(Math.min(whole, length - settled));
    try {
      if (rest !== undefined)
        await readInto(await bucket.get(rest, { start: 0, end: stored - settled }), buffer);
    } catch (error) {
      buffers.giveBack(buffer);
      throw error;
    }
    this.#filled = stored - settled;
    this.#buffer = buffer;
    return buffer;
  }

  async #advance(buffer: Buffer): Promise<void> {
    if (this.#progress.envelopeLength === undefined) {
      const found = envelopeLength(buffer.subarray(0, this.#filled)) ?? 0;
      this.#progress = { ...this.#progress, envelopeLength: found <= this.#length ? found : 0 };
      return;
    }
    const stored = settledBytes(this.#progress, this.#options.length) + this.#filled;
    const isFirst = this.#progress.tags.length === 0;
    const start = isFirst ? this.#progress.envelopeLength : 0;
    const [envelope, body] = [buffer.subarray(0, start), buffer.subarray(start, this.#filled)];
    if (isFirst && stored === this.#length) {
      await Promise.all([
        this.#putEnvelope(envelope),
        this.#options.bucket.put(this.#options.key, body, this.#options.name),
      ]);
      await this.#save({ stored, rest: undefined });
    } else {
      if (isFirst) await this.#putEnvelope(envelope);
      const tag = await this.#putPart(body);
      await this.#save({ stored, rest: undefined, tags: [...this.#progress.tags, tag] });
    }
    this.close();
  }

  async #putEnvelope(envelope: Buffer): Promise<void> {
    const { bucket, key, name } = this.#options;
    if (envelope.length > 0) await bucket.put(envelopeKeyOf(key), envelope, name);
  }

  async #putPart(body: Buffer): Promise<string> {
    const { bucket, key, name } = this.#options;
    const { multipart } = this.#progress;
    if (multipart === undefined || isIntent(multipart)) {
      // Whoever else was about to begin them is refused from here on.
      await this.#save({ multipart: newIntent() });
      if (multipart !== undefined) await bucket.abortParts(key);
      await this.#save({ multipart: await bucket.beginParts(key, name) });
    }
    const id = this.#progress.multipart ?? '';
    return bucket.putPart(key, id, this.#progress.tags.length + 1, body).catch((error: unknown) => {
      throw isMissing(error) ? givenUp(error) : error;
    });
  }

  async #save(change: Partial<Progress>): Promise<void> {
    const now = { ...this.#progress, ...change };
    await this.#options.ledger.save(this.#progress, now);
    this.#progress = now;
  }
}

/** What a rule of the bucket, or the sweep, has taken for abandoned. */
function givenUp(error: unknown): HttpError {
  return HttpError.away('The parts of the upload are gone', error);
}

async function readInto(stream: Readable, target: Buffer): Promise<void> {
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) filled += chunk.copy(target, filled);
}
