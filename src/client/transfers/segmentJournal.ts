import { type FileHandle, open } from 'node:fs/promises';
import { readSegmentMark, segmentMark, segmentMarkLength } from '../../crypto/seal/resume.ts';

/** So many segments (8 MiB) are noted together before the first of them is sent. */
const batchLength = 32;

/** IV and tag of every segment that may have been sent, on disk before it is. */
export class SegmentJournal {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<SegmentJournal> {
    return new SegmentJournal(await open(path, 'a+', 0o600));
  }

  /** What was noted of a segment, or null. */
  async read(segmentNumber: number): Promise<{ readonly iv: Buffer; readonly tag: Buffer } | null> {
    const mark = Buffer.alloc(segmentMarkLength);
    const { bytesRead } = await this.#file.read(mark, 0, mark.length, segmentNumber * mark.length);
    return bytesRead === mark.length ? readSegmentMark(mark) : null;
  }

  /**
   * Passes segments on, each after it was noted; `from` is the number of the first. The next batch is noted while
   * one is sent, because a disk may take its time.
   */
  async *note(
    segments: AsyncGenerator<Buffer, void, void>,
    from: number,
  ): AsyncGenerator<Buffer, void, void> {
    await this.#file.truncate(from * segmentMarkLength);
    let noting = this.#noteBatch(segments);
    try {
      for (let batch = await noting; batch.length > 0; batch = await noting) {
        noting = this.#noteBatch(segments);
        // Awaited in the next round; until then a failure must not count as unhandled.
        noting.catch(() => {});
        yield* batch;
      }
    } finally {
      await noting.catch(() => {});
      await segments.return();
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #noteBatch(segments: AsyncGenerator<Buffer, void, void>): Promise<Buffer[]> {
    const batch: Buffer[] = [];
    while (batch.length < batchLength) {
      const { value, done } = await segments.next();
      if (done) break;
      batch.push(value);
    }
    if (batch.length === 0) return batch;
    await this.#file.appendFile(Buffer.concat(batch.map(segmentMark)));
    await this.#file.datasync();
    return batch;
  }
}
