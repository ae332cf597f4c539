import { once } from 'node:events';
import { extract, type Header } from 'tar-stream';
import { systemCode, UserError } from '../../common/errors.ts';

/** An entry of a tar; its content must be read, or skipped by `resume`, before the next one comes. */
export type TarEntry = AsyncIterable<Uint8Array> & {
  readonly header: Header;
  /** Where its header stands in the tar. */
  readonly offset: number;
  resume(): unknown;
};

/**
 * Parses a tar whose framing was checked.
 *
 * @throws {UserError} `archive-damaged` when it cannot be parsed; whatever the chunks throw
 */
export async function* readTarEntries(
  chunks: AsyncGenerator<Buffer, void, void>,
  name: string,
): AsyncGenerator<TarEntry, void, void> {
  const parser = extract();
  const feeding = feed(parser, chunks);
  // The iteration learns of its failure first; until then it must not count as unhandled.
  feeding.catch(() => {});
  try {
    yield* parser as AsyncIterable<unknown> as AsyncIterable<TarEntry>;
    await feeding;
  } catch (error) {
    // The parser throws plain errors without a code for what it cannot read.
    const isMalformed = isPlainError(error) && systemCode(error) === undefined;
    if (!isMalformed) throw error;
    throw new UserError(
      'archive-damaged',
      { name, reason: `its tar has ${error.message}` },
      { cause: error },
    );
  } finally {
    parser.destroy();
    await feeding.catch(() => {});
  }
}

async function feed(
  parser: ReturnType<typeof extract>,
  chunks: AsyncGenerator<Buffer, void, void>,
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      if (parser.destroyed) return;
      if (!parser.write(chunk)) await drained(parser);
    }
    parser.end(null);
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
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

function isPlainError(error: unknown): error is Error {
  return error instanceof Error && Object.getPrototypeOf(error) === Error.prototype;
}
