import {
  type BodyFraming,
  bodyFraming,
  checkContentCoding,
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
}

const maximumInterimResponses = 10;
const maximumTrailers = 8 * 1024;

type LineState = 'status' | 'fields' | 'chunk-size' | 'chunk-end' | 'trailers';
type State = LineState | 'body' | 'chunk-data' | 'close' | 'done';

const lineLimits: Readonly<Record<LineState, { readonly bytes: number; readonly complaint: string }>> = {
  status: { bytes: maximumStatusLine, complaint: 'a status line of more than 8 KiB' },
  fields: { bytes: maximumFieldLine, complaint: 'a field of more than 16 KiB' },
  'chunk-size': { bytes: 4 * 1024, complaint: 'a chunk line of more than 4 KiB' },
  'chunk-end': { bytes: 1, complaint: 'a chunk longer than it says' },
  trailers: { bytes: maximumTrailers, complaint: 'a trailer of more than 8 KiB' },
};

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
        offset += this.#takeLine(this.#state, chunk, offset);
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

  #takeLine(state: LineState, chunk: Buffer, offset: number): number {
    const end = chunk.indexOf(0x0a, offset);
    const piece = chunk.subarray(offset, end < 0 ? chunk.length : end);
    this.#lineLength += piece.length;
    const { bytes, complaint } = lineLimits[state];
    if (this.#lineLength > bytes) throw new HttpProtocolError(complaint);
    if (end < 0) {
      this.#line.push(Buffer.from(piece));
      return piece.length;
    }
    const line = this.#line.length === 0 ? piece : Buffer.concat([...this.#line, piece]);
    this.#line = [];
    this.#lineLength = 0;
    this.#readLine(state, withoutReturn(line, state.startsWith('chunk')));
    return piece.length + 1;
  }

  #readLine(state: LineState, line: string): void {
    switch (state) {
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
        if (line !== '') throw new HttpProtocolError(lineLimits[state].complaint);
        this.#state = 'chunk-size';
        break;
      case 'trailers':
        this.#readTrailerLine(line);
        break;
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
    if (framing.kind !== 'none') checkContentCoding(head);
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
    const match = /^([0-9A-Fa-f]{1,16})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/.exec(line);
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
  }
}

/**
 * The text of a line without its CR. A CR elsewhere is an error; the missing of one is forgiven, but only where
 * RFC 9112, section 2.2, allows for it: in the head and in trailers.
 */
function withoutReturn(line: Buffer, isStrict: boolean): string {
  const hasReturn = line.at(-1) === 0x0d;
  const text = line.toString('latin1', 0, hasReturn ? line.length - 1 : line.length);
  if (text.includes('\r')) throw new HttpProtocolError('a bare CR');
  if (isStrict && !hasReturn) throw new HttpProtocolError('a chunk line that ends without CR');
  return text;
}
