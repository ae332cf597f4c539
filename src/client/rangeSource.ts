import { UserError } from '../common/errors.ts';
import type { SealedSource } from '../crypto/open/randomAccess.ts';
import { type RawPart, requestRaw } from '../net/rawArchive.ts';
import { withSessionId } from './relogin.ts';
import type { Session } from './session.ts';

/** An archive on a server that honours ranges: only what is read is asked for. */
export class RangeSource implements SealedSource {
  readonly size: number;
  readonly etag: string;
  readonly #request: (start: number, end: number) => Promise<RawPart>;
  readonly #name: string;

  private constructor(
    name: string,
    first: RawPart,
    request: (start: number, end: number) => Promise<RawPart>,
  ) {
    this.#name = name;
    this.size = first.total;
    this.etag = first.etag;
    this.#request = request;
  }

  /** @throws {UserError} `archive-not-found`, and those of the connection */
  static async open(session: Session, name: string, signal?: AbortSignal): Promise<RangeSource> {
    const request = (start: number, end: number) =>
      withSessionId(session, (id) => requestRaw(session.pool, id, name, { start, end }, signal), signal);
    const first = await request(0, 1);
    await first.chunks.return?.();
    return new RangeSource(name, first, request);
  }

  /** @throws {UserError} `archive-changed` when it is not the one that was opened */
  async read(position: number, length: number): Promise<Buffer> {
    const end = Math.min(position + length, this.size);
    if (end <= position) return Buffer.alloc(0);
    const part = await this.#request(position, end);
    if (part.etag !== this.etag || part.total !== this.size) {
      await part.chunks.return?.();
      throw new UserError('archive-changed', { name: this.#name });
    }
    const chunks: Buffer[] = [];
    for await (const chunk of part.chunks) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}
