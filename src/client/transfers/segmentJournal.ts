import { type FileHandle, open } from 'node:fs/promises';
import { asUserError, toReadError } from '../../common/diskErrors.ts';
import type { ResumableSeal } from '../../crypto/seal/resumableSeal.ts';
import { readSegmentMark, segmentMark, segmentMarkLength } from '../../crypto/seal/resume.ts';

/** So many segments (4 MiB) are noted together before the first of them is sent; twice as many are in memory. */
const batchLength = 16;

/** Stands where a segment, or one before it, is not what was planned: who goes on there would not store the same. */
const blankMark = Buffer.alloc(segmentMarkLength);

/** IV and tag of every segment that may have been sent, on disk before it is. */
export class SegmentJournal {
  readonly #path: string;
  readonly #file: FileHandle;
  /** Of several runs of `note`, the last one, which alone may write. */
  #run = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** @throws {UserError} `disk-full`, `write-refused` */
  static async open(path: string): Promise<SegmentJournal> {
    return new SegmentJournal(path, await asUserError(path, () => open(path, 'a+', 0o600)));
  }

  /** What was noted of a segment; null where nothing was, or nobody can go on from there. @throws {UserError} `path-unreadable` */
  async read(segmentNumber: number): Promise<{ readonly iv: Buffer; readonly tag: Buffer } | null> {
    const mark = Buffer.alloc(segmentMarkLength);
    const position = segmentNumber * mark.length;
    try {
      const { bytesRead } = await this.#file.read(mark, 0, mark.length, position);
      return bytesRead < mark.length || mark.equals(blankMark) ? null : readSegmentMark(mark);
    } catch (error) {
      throw toReadError(this.#path, error);
    }
  }

  /**
   * Passes the segments of a seal on, each after it was noted; `from` is the number of the first. The next batch is noted
   * while one is sent, because a disk may take its time. An earlier run may still be at its next batch, as nobody waits
   * for a sending that is given up: it notes nothing more.
   *
   * @throws {UserError} `disk-full`, `write-refused`; whatever the segments throw
   */
  async *note(
    segments: AsyncGenerator<Buffer, void, void>,
    from: number,
    seal: Pick<ResumableSeal, 'isAsPlanned'>,
  ): AsyncGenerator<Buffer, void, void> {
    this.#run += 1;
    const run = this.#run;
    await this.#write(run, () => this.#file.truncate(from * segmentMarkLength));
    let noting = this.#noteBatch(run, segments, seal);
    try {
      for (let batch = await noting; batch.length > 0; batch = await noting) {
        noting = this.#noteBatch(run, segments, seal);
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
    this.#run += 1;
    await this.#writing;
    await asUserError(this.#path, () => this.#file.close());
  }

  async #noteBatch(
    run: number,
    segments: AsyncGenerator<Buffer, void, void>,
    seal: Pick<ResumableSeal, 'isAsPlanned'>,
  ): Promise<Buffer[]> {
    const batch: Buffer[] = [];
    while (batch.length < batchLength) {
      const { value, done } = await segments.next();
      if (done) break;
      batch.push(value);
    }
    if (batch.length === 0) return batch;
    const marks = batch.map((segment) => (seal.isAsPlanned ? segmentMark(segment) : blankMark));
    await this.#write(run, async () => {
      await this.#file.appendFile(Buffer.concat(marks));
      await this.#file.datasync();
    });
    return batch;
  }

  /** One after the other, so that what a run has begun to write is cut off by the next one. */
  #write(run: number, work: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(async () => {
      if (run !== this.#run) throw new Error('another run notes by now');
      await asUserError(this.#path, work);
    });
    this.#writing = written.catch(() => {});
    return written;
  }
}
