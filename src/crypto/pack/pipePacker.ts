import { IndexWriter } from '../indexWriter.ts';
import { encodeTarHeader, paddingOf, type TarMember } from '../tar/header.ts';
import { frameBuffer } from './frameBuffer.ts';

/**
 * Writes what comes through a pipe as a tar of one file, into pieces of a frame each. How long it is, only its end
 * tells: zeros stand in the place of its header until then.
 */
export class PipePacker {
  readonly segments = frameBuffer();
  readonly index = new IndexWriter();
  readonly #input: AsyncIterable<Uint8Array>;
  readonly #signal: AbortSignal | undefined;
  readonly #member: Omit<TarMember, 'size'>;
  readonly #headerLength: number;
  #bytes = 0;

  /** @param path a name that can be restored */
  constructor(
    input: AsyncIterable<Uint8Array>,
    { path, created }: { readonly path: string; readonly created: Date },
    signal?: AbortSignal,
  ) {
    this.#input = input;
    this.#signal = signal;
    this.#member = {
      path,
      type: 'file',
      mtimeMs: timeWithFraction(created.getTime()),
      mode: 0o600,
      uid: process.geteuid?.() ?? 0,
      gid: process.getegid?.() ?? 0,
    };
    this.#headerLength = this.header().length;
  }

  /** Bytes that came. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The header with the size as it is by now; always as long as the room that was left for it. */
  header(): Buffer {
    return encodeTarHeader({ ...this.#member, size: this.#bytes });
  }

  /** The tar, without the blocks that end it. */
  async *pack(): AsyncGenerator<Buffer, void, void> {
    yield* this.segments.appendZeros(this.#headerLength);
    for await (const chunk of this.#input) {
      this.#signal?.throwIfAborted();
      this.#bytes += chunk.length;
      yield* this.segments.append(chunk);
    }
    yield* this.segments.appendZeros(paddingOf(this.#bytes));
    const member = { ...this.#member, size: this.#bytes };
    this.index.addMember({ member, offset: this.#headerLength, isChanged: false });
  }
}

/** With a fraction the header is an extended one in any case, and a size of more than 8 GiB makes it no longer. */
function timeWithFraction(milliseconds: number): number {
  return milliseconds % 1000 === 0 ? milliseconds + 1 : milliseconds;
}
