import { HttpProtocolError } from './http/responseHead.ts';

/** Everything of the answer but the content itself; more than this is no such answer. */
const maximumSkeleton = 64 * 1024;

const contentKey = 'file_content';
const quote = 0x22;
const backslash = 0x5c;

/**
 * Reads `{"message": …, "file_content": "<base64>"}`, keys in any order, and gives the base64 text as it
 * arrives. What surrounds it is kept aside, the content replaced by an empty string, and parsed as JSON at
 * the end: so that is checked by the same parser as every other answer, and the content is never held.
 *
 * @throws {HttpProtocolError} when it is no JSON object (RFC 8259) with one string `file_content`
 */
export async function* readFileContent(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const scanner = new FileContentScanner();
  for await (const chunk of chunks) {
    const pieces = scanner.push(chunk);
    const [first] = pieces;
    if (first) yield pieces.length === 1 ? first : Buffer.concat(pieces);
  }
  scanner.end();
}

class FileContentScanner {
  /** Bytes as Latin-1 characters. */
  #skeleton = '';
  #state: 'outside' | 'string' | 'content' = 'outside';
  #depth = 0;
  #isKeyNext = false;
  #isContentNext = false;
  #hasContentKey = false;
  /** Where in the skeleton the key begins that is being read. */
  #keyStart: number | undefined;
  /** An escape sequence that is not complete yet. */
  #escape = '';

  /** @returns the pieces of the content in this chunk */
  push(chunk: Buffer): Buffer[] {
    const content: Buffer[] = [];
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#state === 'content') offset = this.#takeContent(chunk, offset, content);
      else {
        this.#takeSkeleton(chunk.readUInt8(offset));
        offset += 1;
      }
    }
    return content;
  }

  end(): void {
    const answer = parseJson(Buffer.from(this.#skeleton, 'latin1').toString('utf8'));
    const isComplete =
      answer !== null && typeof answer === 'object' && Reflect.get(answer, contentKey) === '';
    if (!isComplete) throw new HttpProtocolError(`its answer holds no ${contentKey}`);
  }

  #takeSkeleton(byte: number): void {
    if (this.#skeleton.length >= maximumSkeleton)
      throw new HttpProtocolError('its answer holds too much beside the file');
    const character = String.fromCharCode(byte);
    this.#skeleton += character;
    if (this.#state === 'outside') this.#readOutside(character);
    else if (this.#escape !== '') this.#escape = '';
    else if (character === '\\') this.#escape = character;
    else if (character === '"') this.#endString();
  }

  #readOutside(character: string): void {
    switch (character) {
      case '"':
        this.#startString();
        break;
      case '{':
      case '[':
        this.#depth += 1;
        this.#isKeyNext = character === '{';
        this.#isContentNext = false;
        break;
      case '}':
      case ']':
        this.#depth -= 1;
        break;
      case ',':
        this.#isKeyNext = true;
        this.#isContentNext = false;
        break;
      case ':':
        this.#isKeyNext = false;
        break;
    }
  }

  #startString(): void {
    this.#state = this.#isContentNext && !this.#isKeyNext ? 'content' : 'string';
    this.#isContentNext = false;
    const isKeyOfRoot = this.#depth === 1 && this.#isKeyNext;
    this.#keyStart = isKeyOfRoot ? this.#skeleton.length - 1 : undefined;
  }

  #endString(): void {
    this.#state = 'outside';
    if (this.#keyStart === undefined || parseJson(this.#skeleton.slice(this.#keyStart)) !== contentKey)
      return;
    if (this.#hasContentKey) throw new HttpProtocolError(`its answer holds two ${contentKey}`);
    this.#hasContentKey = true;
    this.#isContentNext = true;
  }

  /** @returns where in the chunk to go on */
  #takeContent(chunk: Buffer, start: number, content: Buffer[]): number {
    let offset = start;
    let quoteAt = -1;
    while (offset < chunk.length) {
      if (this.#escape !== '') {
        this.#continueEscape(chunk.readUInt8(offset), content);
        offset += 1;
        continue;
      }
      if (quoteAt < offset) quoteAt = indexOrEnd(chunk, quote, offset);
      const end = offset + indexOrEnd(chunk.subarray(offset, quoteAt), backslash, 0);
      if (end > offset) content.push(chunk.subarray(offset, end));
      if (end === chunk.length) return end;
      offset = end + 1;
      if (end < quoteAt) this.#escape = '\\';
      else {
        this.#skeleton += '"';
        this.#state = 'outside';
        return offset;
      }
    }
    return offset;
  }

  /** Escapes that encoders write for ASCII: `\/` for a slash, `\u002b` for a plus, `\n` at the end of a line. */
  #continueEscape(byte: number, content: Buffer[]): void {
    this.#escape += String.fromCharCode(byte);
    if (this.#escape.startsWith('\\u') && this.#escape.length < 6) return;
    content.push(Buffer.from(String(parseJson(`"${this.#escape}"`)), 'utf8'));
    this.#escape = '';
  }
}

function indexOrEnd(bytes: Buffer, byte: number, start: number): number {
  const index = bytes.indexOf(byte, start);
  return index < 0 ? bytes.length : index;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpProtocolError('its answer is no JSON', { cause: error });
  }
}
