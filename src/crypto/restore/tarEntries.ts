import { once } from 'node:events';
import { extract, type Header } from 'tar-stream';

/** An entry of a tar; its content must be read before the next one comes. */
export type TarEntry = AsyncIterable<Uint8Array> & {
  readonly header: Header;
  /** Where its header stands in the tar. */
  readonly offset: number;
};

/**
 * Parses a tar whose framing was checked.
 *
 * @throws whatever the chunks throw, here or while an entry is read
 */
export async function* readTarEntries(
  chunks: AsyncGenerator<Buffer, void, void>,
): AsyncGenerator<TarEntry, void, void> {
  const parser = extract();
  const failure: Failure = {};
  const feeding = feed(parser, chunks, failure);
  try {
    for await (const entry of parser as AsyncIterable<unknown> as AsyncIterable<TarEntry>) {
      yield {
        header: entry.header,
        offset: entry.offset,
        [Symbol.asyncIterator]: () => contentOf(entry, failure),
      };
    }
    await feeding;
    if (failure.error) throw failure.error;
  } catch (error) {
    throw failure.error ?? error;
  } finally {
    parser.destroy();
    await feeding;
  }
}

/** Why the parser got no more. */
interface Failure {
  error?: unknown;
}

async function feed(
  parser: ReturnType<typeof extract>,
  chunks: AsyncGenerator<Buffer, void, void>,
  failure: Failure,
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      if (parser.destroyed) return;
      // A copy, as the parser keeps what the next chunk overwrites.
      if (!parser.write(Buffer.from(chunk))) await drained(parser);
    }
    parser.end(null);
  } catch (error) {
    failure.error = error;
    // Without an error its iteration would wait for ever.
    parser.destroy(new Error('cut off'));
  }
}

/** The content of an entry. One that is cut off tells only that it was; the reason is the failure. */
async function* contentOf(entry: TarEntry, failure: Failure): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* entry;
  } catch (error) {
    throw failure.error ?? error;
  }
}

async function drained(parser: ReturnType<typeof extract>): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  try {
    await Promise.race([once(parser, 'drain', { signal }), once(parser, 'close', { signal })]);
  } finally {
    over.abort();
  }
}
