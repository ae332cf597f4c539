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

/** Reads a status line (RFC 9112, section 4). @throws {HttpProtocolError} */
export function parseStatusLine(line: string): { status: number; minorVersion: 0 | 1 } {
  const match = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(line);
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
      last.push(`${last.pop()} ${checkValue(line)}`.trim());
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
  const trimmed = value.replace(/^[ \t]+|[ \t]+$/g, '');
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(trimmed)) throw new HttpProtocolError('a control character in a field');
  return trimmed;
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
  const codings = listOf(head, 'transfer-encoding');
  const lengths = listOf(head, 'content-length');
  if (codings.length > 0) {
    if (lengths.length > 0) throw new HttpProtocolError('both Content-Length and Transfer-Encoding');
    if (head.minorVersion === 0) throw new HttpProtocolError('Transfer-Encoding in HTTP/1.0');
    if (codings.length > 1 || codings[0]?.toLowerCase() !== 'chunked') {
      throw new HttpProtocolError('a transfer coding that was not asked for');
    }
    return { kind: 'chunked' };
  }
  if (lengths.length === 0) return { kind: 'close' };
  const length = Number(lengths[0]);
  const isValid = lengths.every((other) => other === lengths[0]) && /^\d+$/.test(lengths[0] ?? '');
  if (!isValid || !Number.isSafeInteger(length)) throw new HttpProtocolError('an invalid Content-Length');
  return { kind: 'length', length };
}

/** True when another request may follow on the same connection (RFC 9112, section 9.3). */
export function keepsAlive(head: ResponseHead, framing: BodyFraming): boolean {
  const options = listOf(head, 'connection').map((option) => option.toLowerCase());
  if (framing.kind === 'close' || options.includes('close')) return false;
  return head.minorVersion === 1 || options.includes('keep-alive');
}

/** The first value of a field, or undefined. */
export function fieldOf(head: ResponseHead, name: string): string | undefined {
  return head.fields.get(name)?.[0];
}

/** The members of a comma-separated field. An empty member stays, so that it is noticed. */
function listOf(head: ResponseHead, name: string): string[] {
  return (head.fields.get(name) ?? []).flatMap((value) => value.split(',')).map((member) => member.trim());
}
