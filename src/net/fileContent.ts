import { HttpProtocolError } from './http/responseHead.ts';

/** Everything of the answer but the content itself; more than this is no such answer. */
const maximumSkeleton = 64 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const byteOf = (character: string): number => character.charCodeAt(0);

/**
 * Reads `{"message": …, "file_content": "<base64>"}`, keys in any order, and gives the base64 text as it
 * arrives. What surrounds it is kept aside, the content replaced by an empty string, and parsed as JSON at
 * the end: so that is checked by the same parser as every other answer, and the content is never held.
 *
 * @throws {HttpProtocolError} when it is no JSON object with one string `file_content`
 */
export async function* readFileContent(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const scanner = new FileContentScanner();
  for await (const chunk of chunks) yield* scanner.push(chunk);
  scanner.end();
}

class FileContentScanner {
  readonly #skeleton: Buffer[] = [];
  #skeletonLength = 0;
  #state: 'outside' | 'string' | 'content' = 'outside';
  #depth = 0;
  #isKeyNext = false;
  #isContentNext = false;
  #isFound = false;
  #key: number[] | undefined;
  /** Characters of an escape sequence that is not complete yet, its backslash first. */
  #escape = '';

  *push(chunk: Buffer): Generator<Buffer, void, void> {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#escape !== '') {
        offset += yield* this.#continueEscape(chunk, offset);
      } else if (this.#state === 'outside') {
        offset += this.#scanOutside(chunk, offset);
      } else {
        offset += yield* this.#scanString(chunk, offset);
      }
    }
  }

  end(): void {
    let answer: unknown;
    try {
      answer = JSON.parse(Buffer.concat(this.#skeleton).toString('utf8'));
    } catch (error) {
      throw new HttpProtocolError('its answer is no JSON', { cause: error });
    }
    if (!this.#isFound || typeof answer !== 'object')
      throw new HttpProtocolError('its answer holds no file_content');
  }

  #scanOutside(chunk: Buffer, start: number): number {
    let offset = start;
    while (offset < chunk.length && this.#state === 'outside') {
      const byte = chunk[offset];
      offset += 1;
      if (byte === quote) this.#startString();
      else if (byte === byteOf('{') || byte === byteOf('[')) {
        this.#depth += 1;
        this.#isKeyNext = byte === byteOf('{');
      } else if (byte === byteOf('}') || byte === byteOf(']')) this.#depth -= 1;
      else if (byte === byteOf(',')) this.#isKeyNext = true;
      else if (byte === byteOf(':')) this.#isKeyNext = false;
      else if (byte !== undefined && byte > 0x20) this.#isContentNext = false;
    }
    this.#keep(chunk.subarray(start, offset));
    return offset - start;
  }

  #startString(): void {
    const isMemberOfRoot = this.#depth === 1;
    this.#state = isMemberOfRoot && this.#isContentNext && !this.#isKeyNext ? 'content' : 'string';
    this.#key = isMemberOfRoot && this.#isKeyNext ? [] : undefined;
    this.#isContentNext = false;
    if (this.#state === 'content' && this.#isFound)
      throw new HttpProtocolError('its answer holds two file_content');
    this.#isFound ||= this.#state === 'content';
  }

  *#scanString(chunk: Buffer, start: number): Generator<Buffer, number, void> {
    const end = endOfPlain(chunk, start);
    const plain = chunk.subarray(start, end);
    if (plain.length > 0) yield* this.#accept(plain);
    const byte = chunk[end];
    if (byte === backslash) this.#escape = '\\';
    else if (byte === quote) {
      this.#isContentNext =
        this.#key !== undefined && Buffer.from(this.#key).equals(Buffer.from('file_content'));
      this.#state = 'outside';
      this.#keep(Buffer.of(quote));
    }
    return Math.min(end + 1, chunk.length) - start;
  }

  /** Escapes in the content are those of ASCII characters: `\/` and `\u002f` in place of a slash. */
  *#continueEscape(chunk: Buffer, offset: number): Generator<Buffer, number, void> {
    this.#escape += String.fromCharCode(chunk.readUInt8(offset));
    if (this.#escape.startsWith('\\u') && this.#escape.length < 6) return 1;
    const sequence = this.#escape;
    this.#escape = '';
    if (this.#state === 'content') yield Buffer.from(decodeEscape(sequence), 'latin1');
    else {
      this.#keep(Buffer.from(sequence, 'latin1'));
      this.#key?.push(...Buffer.from(decodeEscape(sequence), 'latin1'));
    }
    return 1;
  }

  *#accept(plain: Buffer): Generator<Buffer, void, void> {
    if (this.#state === 'content') {
      yield plain;
      return;
    }
    this.#keep(plain);
    this.#key?.push(...plain);
  }

  #keep(bytes: Buffer): void {
    this.#skeletonLength += bytes.length;
    if (this.#skeletonLength > maximumSkeleton)
      throw new HttpProtocolError('its answer holds too much beside the file');
    this.#skeleton.push(Buffer.from(bytes));
  }
}

/** Where the next quote or backslash stands. */
function endOfPlain(chunk: Buffer, start: number): number {
  const nextQuote = chunk.indexOf(quote, start);
  const end = nextQuote < 0 ? chunk.length : nextQuote;
  const nextBackslash = chunk.subarray(start, end).indexOf(backslash);
  return nextBackslash < 0 ? end : start + nextBackslash;
}

function decodeEscape(sequence: string): string {
  try {
    return String(JSON.parse(`"${sequence}"`));
  } catch (error) {
    throw new HttpProtocolError('its answer is no JSON', { cause: error });
  }
}
