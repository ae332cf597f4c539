import { once } from 'node:events';
import { extract, type Header } from 'tar-stream';
import { TarFraming } from '../tar/framing.ts';

/** A tar and what follows it, read in one pass. */
export interface TarReading {
  /** The entries in order; each must be read or drained before the next. */
  readonly entries: AsyncIterable<EntryContent>;
  /** After the entries: the bytes behind the tar. Held whole, at most `restLimit`. */
  readonly rest: Promise<Buffer>;
  /** Bytes of the plaintext, known once `rest` is. */
  readonly plaintextLength: () => number;
}

/** The content of an entry, which the parser gives in pieces of the chunks it was fed. */
export type EntryContent = AsyncIterable<Uint8Array> & { readonly header: Header; resume(): unknown };

/** The index of an archive of several million files stays below. */
const restLimit = 1024 * 1024 * 1024;

/** Reads the tar at the start of a plaintext. Errors of the plaintext come out of the iteration too. */
export function readTar(plaintext: AsyncIterable<Buffer>): TarReading {
  const parser = extract();
  const framing = new TarFraming();
  let plaintextLength = 0;

  async function feed(): Promise<Buffer> {
    const rest: Buffer[] = [];
    let restLength = 0;
    for await (const chunk of plaintext) {
      if (parser.destroyed) break;
      plaintextLength += chunk.length;
      const length = framing.accept(chunk);
      if (length > 0 && !parser.write(chunk.subarray(0, length))) await drained(parser);
      if (length === chunk.length) continue;
      const behind = skipZeros(chunk.subarray(length), restLength === 0);
      restLength += behind.length;
      if (restLength > restLimit) throw new RangeError('an index of absurd size');
      rest.push(behind);
    }
    parser.end(null);
    return Buffer.concat(rest);
  }

  const rest = feed().catch((error: unknown) => {
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  // Whoever iterates learns of the error first; `rest` may then never be looked at.
  rest.catch(() => {});
  return {
    entries: parser as AsyncIterable<unknown> as AsyncIterable<EntryContent>,
    rest,
    plaintextLength: () => plaintextLength,
  };
}

/** Zeros may stand between the tar and the index; they are not worth holding. */
function skipZeros(bytes: Buffer, isLeading: boolean): Buffer {
  if (!isLeading) return bytes;
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? Buffer.alloc(0) : bytes.subarray(first);
}

async function drained(parser: ReturnType<typeof extract>): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([
      once(parser, 'drain', { signal: over.signal }),
      once(parser, 'close', { signal: over.signal }),
    ]);
  } finally {
    over.abort();
  }
}
