/** The server broke HTTP/1.1; the message says how. */
export class HttpProtocolError extends Error {
  override readonly name = 'HttpProtocolError';
}

/** Status and fields of a response. */
export interface ResponseHead {
  readonly status: number;
  /** Minor version: HTTP/1.0 or HTTP/1.1. */
  readonly minorVersion: 0 | 1;
  /** Names in lower case; the values of repeated fields in order. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

export const maximumStatusLine = 8 * 1024;
export const maximumFieldLine = 16 * 1024;
export const maximumHead = 64 * 1024;
export const maximumFields = 100;

/**
 * Reads a status line (RFC 9112, section 4). A later minor version is read as 1.1 (RFC 9110, section 2.5); a
 * missing reason may come without its space.
 *
 * @throws {HttpProtocolError}
 */
export function parseStatusLine(line: string): { status: number; minorVersion: 0 | 1 } {
  const match = /^HTTP\/1\.(\d) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(line);
  if (!match) throw new HttpProtocolError('its first line is no HTTP/1.1 status line');
  return { status: Number(match[2]), minorVersion: match[1] === '0' ? 0 : 1 };
}

/**
 * Reads field lines (RFC 9112, section 5). A folded line is joined with a space, as section 5.2 wants it.
 *
 * @throws {HttpProtocolError}
 */
export function parseFields(lines: readonly string[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      if (!last) throw new HttpProtocolError('a folded line before the first field');
      last.push(trimmed(`${last.pop()} ${checkValue(line)}`));
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || !/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name))
      throw new HttpProtocolError('a malformed field name');
    last = fields.get(name) ?? [];
    last.push(checkValue(line.slice(colon + 1)));
    fields.set(name, last);
  }
  return fields;
}

function checkValue(value: string): string {
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) throw new HttpProtocolError('a control character in a field');
  return trimmed(value);
}

/** Optional white space is space and tab (RFC 9110, section 5.6.3); `trim` would also take obs-text away. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** How the end of a body is known (RFC 9112, section 6.3). */
export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

/** @throws {HttpProtocolError} */
export function bodyFraming(head: ResponseHead, requestMethod: string): BodyFraming {
  if (requestMethod === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304) {
    return { kind: 'none' };
  }
  const isLengthGiven = head.fields.has('content-length');
  if (head.fields.has('transfer-encoding')) {
    if (isLengthGiven) throw new HttpProtocolError('both Content-Length and Transfer-Encoding');
    if (head.minorVersion === 0) throw new HttpProtocolError('Transfer-Encoding in HTTP/1.0');
    const codings = listOf(head, 'transfer-encoding').filter((coding) => coding !== '');
    if (codings.length !== 1 || codings[0]?.toLowerCase() !== 'chunked') {
      throw new HttpProtocolError('a transfer coding that was not asked for');
    }
    return { kind: 'chunked' };
  }
  if (!isLengthGiven) return { kind: 'close' };
  const length = contentLength(head);
  if (length === undefined) throw new HttpProtocolError('an invalid Content-Length');
  return { kind: 'length', length };
}

/** Refuses a compressed body: without `Accept-Encoding` none is expected. @throws {HttpProtocolError} */
export function checkContentCoding(head: ResponseHead): void {
  const codings = listOf(head, 'content-encoding').map((coding) => coding.toLowerCase());
  if (codings.some((coding) => coding !== 'identity' && coding !== '')) {
    throw new HttpProtocolError('a content coding that was not asked for');
  }
}

/** The length of the body where the head tells it; repeated equal values count as one (RFC 9110, section 8.6). */
export function contentLength(head: ResponseHead): number | undefined {
  const [first = '', ...others] = listOf(head, 'content-length');
  const length = Number(first);
  const isValid = /^\d+$/.test(first) && Number.isSafeInteger(length);
  return isValid && others.every((other) => other === first) ? length : undefined;
}

/** True when another request may follow on the same connection (RFC 9112, section 9.3). */
export function keepsAlive(head: ResponseHead, framing: BodyFraming): boolean {
  if (framing.kind === 'close' || connectionOptions(head).includes('close')) return false;
  return head.minorVersion === 1 || promisesToKeep(head);
}

/** True when the server says in words that it keeps the connection; some close it after each answer without a word. */
export function promisesToKeep(head: ResponseHead): boolean {
  return connectionOptions(head).includes('keep-alive');
}

function connectionOptions(head: ResponseHead): string[] {
  return listOf(head, 'connection').map((option) => option.toLowerCase());
}

/** The members of a comma-separated field. An empty member stays, so that it is noticed. */
function listOf(head: ResponseHead, name: string): string[] {
  return (head.fields.get(name) ?? []).flatMap((value) => value.split(',')).map(trimmed);
}
