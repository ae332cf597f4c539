import {
  type BodyFraming,
  bodyFraming,
  HttpProtocolError,
  keepsAlive,
  maximumFieldLine,
  maximumFields,
  maximumHead,
  maximumStatusLine,
  parseFields,
  parseStatusLine,
  type ResponseHead,
} from './responseHead.ts';

/** Whoever wants to know what was parsed. */
export interface ResponseHandler {
  onHead(head: ResponseHead): void;
  /** A piece of the body; a view of what was pushed. */
  onBody(bytes: Buffer): void;
  onEnd(): void;
}

const maximumInterimResponses = 10;
const maximumChunkLine = 4 * 1024;
const maximumTrailers = 8 * 1024;

type State =
  | 'status'
  | 'fields'
  | 'body'
  | 'chunk-size'
  | 'chunk-data'
  | 'chunk-end'
  | 'trailers'
  | 'close'
  | 'done';

/**
 * Parses one response, fed in pieces of any size (RFC 9112). Holds a line at most, and the fields of the
 * head; each byte is looked at once.
 */
export class ResponseParser {
  readonly #method: string;
  readonly #handler: ResponseHandler;
  #state: State = 'status';
  #line: Buffer[] = [];
  #lineLength = 0;
  #lines: string[] = [];
  #headLength = 0;
  #left = 0;
  #interim = 0;
  #head: Pick<ResponseHead, 'status' | 'minorVersion'> = { status: 0, minorVersion: 1 };
  #keepsAlive = false;

  /** @param method of the request that this answers */
  constructor(method: string, handler: ResponseHandler) {
    this.#method = method;
    this.#handler = handler;
  }

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** True, once done, when the connection may serve another request. */
  get keepsAlive(): boolean {
    return this.#keepsAlive;
  }

  /**
   * Takes the next bytes.
   *
   * @returns how many of them belong to the response; fewer than all once it is done
   * @throws {HttpProtocolError}
   */
  push(chunk: Buffer): number {
    let offset = 0;
    while (offset < chunk.length && this.#state !== 'done') {
      if (this.#state === 'body' || this.#state === 'chunk-data' || this.#state === 'close') {
        offset += this.#takeBody(chunk, offset);
      } else {
        offset += this.#takeLine(chunk, offset);
      }
    }
    return offset;
  }

  /** Says that the connection has ended. @throws {HttpProtocolError} when the response had not. */
  end(): void {
    if (this.#state === 'close') this.#finish();
    if (this.#state !== 'done') throw new HttpProtocolError('it ended in the middle');
  }

  #takeBody(chunk: Buffer, offset: number): number {
    const length =
      this.#state === 'close' ? chunk.length - offset : Math.min(this.#left, chunk.length - offset);
    this.#left -= length;
    this.#handler.onBody(chunk.subarray(offset, offset + length));
    if (this.#left === 0 && this.#state === 'body') this.#finish();
    else if (this.#left === 0 && this.#state === 'chunk-data') this.#state = 'chunk-end';
    return length;
  }

  #takeLine(chunk: Buffer, offset: number): number {
    const end = chunk.indexOf(0x0a, offset);
    const piece = chunk.subarray(offset, end < 0 ? chunk.length : end);
    this.#lineLength += piece.length;
    this.#checkLineLength();
    if (end < 0) {
      this.#line.push(Buffer.from(piece));
      return piece.length;
    }
    const line = this.#line.length === 0 ? piece : Buffer.concat([...this.#line, piece]);
    this.#line = [];
    this.#lineLength = 0;
    this.#readLine(withoutReturn(line));
    return piece.length + 1;
  }

  #checkLineLength(): void {
    const limits: Partial<Record<State, [limit: number, what: string]>> = {
      status: [maximumStatusLine, 'a status line'],
      fields: [maximumFieldLine, 'a field'],
      trailers: [maximumTrailers, 'a trailer'],
    };
    const [limit, what] = limits[this.#state] ?? [maximumChunkLine, 'a chunk line'];
    if (this.#lineLength > limit) throw new HttpProtocolError(`${what} of more than ${limit} bytes`);
  }

  #readLine(line: string): void {
    switch (this.#state) {
      case 'status':
        this.#head = parseStatusLine(line);
        this.#headLength = line.length;
        this.#state = 'fields';
        break;
      case 'fields':
        this.#readHeadLine(line);
        break;
      case 'chunk-size':
        this.#readChunkSize(line);
        break;
      case 'chunk-end':
        if (line !== '') throw new HttpProtocolError('a chunk longer than it says');
        this.#state = 'chunk-size';
        break;
      default:
        this.#readTrailerLine(line);
    }
  }

  #readHeadLine(line: string): void {
    if (line !== '') {
      this.#headLength += line.length;
      this.#lines.push(line);
      if (this.#headLength > maximumHead) throw new HttpProtocolError('a head of more than 64 KiB');
      if (this.#lines.length > maximumFields)
        throw new HttpProtocolError(`more than ${maximumFields} fields`);
      return;
    }
    const head: ResponseHead = { ...this.#head, fields: parseFields(this.#lines) };
    this.#lines = [];
    if (head.status < 200) {
      this.#interim += 1;
      if (head.status === 101) throw new HttpProtocolError('a switch of protocols that was not asked for');
      if (this.#interim > maximumInterimResponses) throw new HttpProtocolError('too many interim responses');
      this.#state = 'status';
      return;
    }
    const framing = bodyFraming(head, this.#method);
    this.#keepsAlive = keepsAlive(head, framing);
    this.#handler.onHead(head);
    this.#startBody(framing);
  }

  #startBody(framing: BodyFraming): void {
    switch (framing.kind) {
      case 'none':
        this.#finish();
        break;
      case 'length':
        this.#left = framing.length;
        this.#state = 'body';
        if (framing.length === 0) this.#finish();
        break;
      case 'chunked':
        this.#state = 'chunk-size';
        break;
      case 'close':
        this.#state = 'close';
        break;
    }
  }

  #readChunkSize(line: string): void {
    const match = /^([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?$/.exec(line);
    const size = match ? Number.parseInt(match[1] ?? '', 16) : Number.NaN;
    if (!Number.isSafeInteger(size)) throw new HttpProtocolError('an invalid chunk size');
    this.#left = size;
    this.#headLength = 0;
    this.#state = size === 0 ? 'trailers' : 'chunk-data';
  }

  #readTrailerLine(line: string): void {
    if (line !== '') {
      this.#headLength += line.length;
      this.#lines.push(line);
      if (this.#headLength > maximumTrailers) throw new HttpProtocolError('trailers of more than 8 KiB');
      if (this.#lines.length > maximumFields)
        throw new HttpProtocolError(`more than ${maximumFields} trailers`);
      return;
    }
    parseFields(this.#lines);
    this.#finish();
  }

  #finish(): void {
    this.#state = 'done';
    this.#handler.onEnd();
  }
}

/** The text of a line without its CR; a CR elsewhere is an error (RFC 9112, section 2.2). */
function withoutReturn(line: Buffer): string {
  const text = line.toString('latin1', 0, line.at(-1) === 0x0d ? line.length - 1 : line.length);
  if (text.includes('\r')) throw new HttpProtocolError('a bare CR');
  return text;
}
