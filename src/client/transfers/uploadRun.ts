import { SourcesDiffer } from '../../crypto/pack/sourcesDiffer.ts';
import type { ResumableSeal } from '../../crypto/seal/resumableSeal.ts';
import { segmentAt } from '../../crypto/seal/resume.ts';
import { appendTusUpload, type TusUpload, tusOffset } from '../../net/tus.ts';
import { countBytes } from '../countBytes.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions, UploadResult } from '../types.ts';
import { SegmentJournal } from './segmentJournal.ts';
import type { TransferFolder, UploadRecord } from './transferFolder.ts';

/** The upload cannot go on where it stopped. */
export class CannotResume extends Error {
  override readonly name = 'CannotResume';
  readonly notice: 'restarted-sources-changed' | 'restarted-server-changed';

  constructor(notice: CannotResume['notice']) {
    super(notice);
    this.notice = notice;
  }
}

/** One upload that the server knows of, sent until the server has all of it. */
export class ResumableUpload {
  readonly #session: Session;
  readonly #folder: TransferFolder;
  readonly #record: UploadRecord;
  readonly #seal: ResumableSeal;
  /** How many bytes the server has, while that need not be asked. */
  #knownOffset: number | undefined;

  /** @param knownOffset how many bytes the server has, where that is known */
  constructor(
    session: Session,
    folder: TransferFolder,
    record: UploadRecord,
    seal: ResumableSeal,
    knownOffset?: number,
  ) {
    this.#knownOffset = knownOffset;
    this.#session = session;
    this.#folder = folder;
    this.#record = record;
    this.#seal = seal;
  }

  /** @throws {CannotResume} and {UserError} */
  async run(options: TransferOptions): Promise<UploadResult> {
    const journal = await SegmentJournal.open(this.#folder.file('segments'));
    const backoff = new Backoff(options);
    let reached = 0;
    try {
      for (;;) {
        try {
          reached = this.#knownOffset ?? (await this.#offset(options.signal));
          this.#knownOffset = undefined;
          if (reached < this.#record.size) await this.#append(reached, journal, options);
          break;
        } catch (error) {
          if (error instanceof SourcesDiffer) throw new CannotResume('restarted-sources-changed');
          await backoff.failed(error, reached);
        }
      }
    } finally {
      await journal.close();
      this.#seal.close();
    }
    await this.#folder.remove();
    const { name, size } = this.#record;
    return { mode: 'client', name, sealedBytes: size, ...this.#seal.report() };
  }

  async #offset(signal: AbortSignal | undefined): Promise<number> {
    const { pool } = this.#session;
    const upload = this.#record.upload as TusUpload;
    const offset = await withSessionId(this.#session, (id) => tusOffset(pool, id, upload, signal), signal);
    if (offset === null || offset > this.#record.size) throw new CannotResume('restarted-server-changed');
    return offset;
  }

  async #append(
    offset: number,
    journal: SegmentJournal,
    { signal, onProgress }: TransferOptions,
  ): Promise<void> {
    const { size } = this.#record;
    const { pool } = this.#session;
    const upload = this.#record.upload as TusUpload;
    const chunks = countBytes(await this.#chunksFrom(offset, journal, signal), (sent) => {
      const doneBytes = offset + sent;
      onProgress?.({ stage: doneBytes === size ? 'confirming' : 'sending', doneBytes, totalBytes: size });
    });
    const body = { length: size - offset, chunks, onSent: (chunk: Uint8Array) => this.#seal.reuse(chunk) };
    await appendTusUpload(pool, this.#session.access.sessionId, upload, offset, body, signal);
  }

  /** The bytes of the archive from an offset on; the segment that holds it is sealed again with its old IV. */
  async #chunksFrom(
    offset: number,
    journal: SegmentJournal,
    signal: AbortSignal | undefined,
  ): Promise<AsyncGenerator<Buffer, void, void>> {
    const place = segmentAt(offset);
    if (!place) {
      const segments = this.#seal.segments({ segmentNumber: 0, plaintextPosition: 0 }, undefined, signal);
      return joined(this.#seal.head.subarray(offset), journal.note(segments, 0, this.#seal), 0);
    }
    const { segmentNumber } = place;
    const begun = offset - place.position;
    const lastBegun = begun > 0 ? segmentNumber : segmentNumber - 1;
    const mark = lastBegun < 0 ? undefined : await journal.read(lastBegun);
    if (mark === null) throw new CannotResume('restarted-sources-changed');
    const segments = this.#seal.segments(place, begun > 0 ? mark : undefined, signal);
    return joined(Buffer.alloc(0), journal.note(segments, segmentNumber, this.#seal), begun);
  }
}

/** A head, then the segments, without the bytes of the first one that were sent before. */
async function* joined(
  head: Buffer,
  segments: AsyncGenerator<Buffer, void, void>,
  sentBefore: number,
): AsyncGenerator<Buffer, void, void> {
  if (head.length > 0) yield head;
  let left = sentBefore;
  for await (const segment of segments) {
    yield left > 0 ? segment.subarray(left) : segment;
    left = 0;
  }
}
