import { ByteReader } from '../../common/byteReader.ts';
import { UserError } from '../../common/errors.ts';
import type { SealedSource } from '../../crypto/open/randomAccess.ts';
import { requestRaw } from '../../net/rawArchive.ts';
import { RangeSource } from '../rangeSource.ts';
import { withSessionId } from '../relogin.ts';
import { Backoff } from '../retry.ts';
import type { Session } from '../session.ts';
import type { TransferOptions } from '../types.ts';

/** So much is asked for at once where an archive is read in order: 64 segments. */
const windowLength = 16 * 1024 * 1024;

/** An archive on a server that honours ranges, read in order for the most part; goes on where the line drops. */
export class SteadySource implements SealedSource {
  readonly size: number;
  readonly #session: Session;
  readonly #name: string;
  readonly #etag: string;
  readonly #options: TransferOptions;
  /** Where the last reading ended. */
  #position = -1;
  /** What was asked for and not yet read stands there. */
  #reader: ByteReader | undefined;

  private constructor(session: Session, name: string, first: RangeSource, options: TransferOptions) {
    this.#session = session;
    this.#name = name;
    this.size = first.size;
    this.#etag = first.etag;
    this.#options = options;
  }

  /** @throws {UserError} `archive-not-found`, and those of the connection */
  static async open(session: Session, name: string, options: TransferOptions): Promise<SteadySource> {
    return new SteadySource(session, name, await RangeSource.open(session, name, options.signal), options);
  }

  /** @throws {UserError} `archive-changed` when it is not the one that was opened; of the connection, when trying again did not help */
  async read(position: number, length: number): Promise<Buffer> {
    const end = Math.min(position + length, this.size);
    const bytes = Buffer.allocUnsafe(Math.max(0, end - position));
    const backoff = new Backoff(this.#options);
    for (let filled = 0; filled < bytes.length; ) {
      try {
        const reader = await this.#readerAt(position + filled, end);
        const part = await reader.read(bytes.length - filled);
        part.copy(bytes, filled);
        filled += part.length;
        this.#position = position + filled;
        // What was asked for has come to its end.
        if (filled < bytes.length) await this.close();
      } catch (error) {
        await this.close();
        await backoff.failed(error, filled);
      }
    }
    return bytes;
  }

  /** Lets go of what was asked for and not read. */
  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.close();
  }

  async #readerAt(position: number, end: number): Promise<ByteReader> {
    const isInOrder = position === this.#position;
    if (this.#reader && isInOrder) return this.#reader;
    await this.close();
    const until = isInOrder ? Math.min(position + windowLength, this.size) : end;
    this.#position = position;
    this.#reader = await this.#request(position, Math.max(until, end));
    return this.#reader;
  }

  async #request(start: number, end: number): Promise<ByteReader> {
    const { pool } = this.#session;
    const { signal } = this.#options;
    const range = { start, end, ifEtag: this.#etag };
    const request = (id: Session['access']['sessionId']) => requestRaw(pool, id, this.#name, range, signal);
    const part = await withSessionId(this.#session, request, signal);
    if (part.start === start && part.etag === this.#etag && part.total === this.size)
      return new ByteReader(part.chunks);
    await part.chunks.return?.();
    throw new UserError('archive-changed', { name: this.#name });
  }
}
