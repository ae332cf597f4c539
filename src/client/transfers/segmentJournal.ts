import { type FileHandle, open } from 'node:fs/promises';
import { readSegmentMark, segmentMark, segmentMarkLength } from '../../crypto/seal/resume.ts';

/** So many segments (16 MiB) are noted together before the first of them is sent. */
const batchLength = 64;

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

  /** Passes segments on, each after it was noted; `from` is the number of the first. */
  async *note(segments: AsyncIterable<Buffer>, from: number): AsyncGenerator<Buffer, void, void> {
    await this.#file.truncate(from * segmentMarkLength);
    let batch: Buffer[] = [];
    for await (const segment of segments) {
      batch.push(segment);
      if (batch.length < batchLength) continue;
      yield* this.#flush(batch);
      batch = [];
    }
    yield* this.#flush(batch);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async *#flush(batch: readonly Buffer[]): AsyncGenerator<Buffer, void, void> {
    if (batch.length === 0) return;
    await this.#file.appendFile(Buffer.concat(batch.map(segmentMark)));
    await this.#file.datasync();
    yield* batch;
  }
}
