import type { Readable } from 'node:stream';
import type { ByteRange } from '../../byteRange.ts';
import { HttpError } from '../../httpError.ts';
import type { ArchiveReader } from '../store.ts';
import type { Bucket } from './bucket.ts';
import type { CataloguedArchive } from './catalog.ts';
import { isMissing, told } from './storeErrors.ts';

/** A stream that was cut is asked for anew from where it ended; so often, if not a byte comes. */
const attempts = 3;

/** Reads an archive from its objects, which never change and stay for a while after their archive is gone. */
export class ObjectReader implements ArchiveReader {
  readonly archive: CataloguedArchive;
  readonly #bucket: Bucket;
  readonly #streams = new Set<ObjectStream>();

  constructor(archive: CataloguedArchive, bucket: Bucket) {
    this.archive = archive;
    this.#bucket = bucket;
  }

  readRange(range: ByteRange): (target: Buffer) => Promise<number> {
    const { body, envelope, envelopeLength } = this.archive;
    const streams = [
      ...(envelope === null ? [] : [this.#stream(envelope, clip(range, 0, envelopeLength))]),
      this.#stream(body, clip(range, envelopeLength, this.archive.size)),
    ];
    return async (target) => {
      let filled = 0;
      for (const stream of streams) filled += await stream.fill(target.subarray(filled));
      return filled;
    };
  }

  async close(): Promise<void> {
    for (const stream of this.#streams) stream.close();
  }

  #stream(key: string, range: ByteRange): ObjectStream {
    const stream = new ObjectStream(this.#bucket, key, range);
    this.#streams.add(stream);
    return stream;
  }
}

/** Part of an object, one byte after another. */
class ObjectStream {
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #end: number;
  #position: number;
  #stream: Readable | undefined;
  #chunks: AsyncIterator<Buffer> | undefined;
  #chunk: Buffer = Buffer.alloc(0);

  constructor(bucket: Bucket, key: string, { start, end }: ByteRange) {
    this.#bucket = bucket;
    this.#key = key;
    this.#position = start;
    this.#end = end;
  }

  /** Fills `target`, except at the end, and gives the number of bytes. */
  async fill(target: Buffer): Promise<number> {
    let filled = 0;
    while (filled < target.length && this.#position < this.#end) {
      if (this.#chunk.length === 0) this.#chunk = await this.#next();
      const copied = this.#chunk.copy(target, filled);
      this.#chunk = this.#chunk.subarray(copied);
      filled += copied;
      this.#position += copied;
    }
    return filled;
  }

  close(): void {
    this.#stream?.destroy();
  }

  async #next(): Promise<Buffer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#chunks ??= await this.#open();
        const { done, value } = await this.#chunks.next();
        if (done !== true) return value;
        throw new Error('the stream ended early');
      } catch (error) {
        this.#chunks = undefined;
        if (isMissing(error))
          throw new Error(`the object ${this.#key} is not in the object store`, { cause: error });
        // What a call has thrown was tried again before.
        if (error instanceof HttpError || attempt === attempts) throw told(error);
      }
    }
  }

  async #open(): Promise<AsyncIterator<Buffer>> {
    this.#stream = await this.#bucket.get(this.#key, { start: this.#position, end: this.#end });
    return this.#stream.iterator() as AsyncIterator<Buffer>;
  }
}

/** What of a range lies between two places, counted from the first of them. */
function clip({ start, end }: ByteRange, from: number, to: number): ByteRange {
  return { start: Math.max(0, start - from), end: Math.min(end, to) - from };
}
