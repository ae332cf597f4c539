/** Header fields in the order and spelling in which they are sent. */
export type RequestHeaders = readonly (readonly [name: string, value: string])[];

/** A request without its body. */
export interface RequestHead {
  readonly method: 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  /** Path and query, as sent. */
  readonly target: string;
  readonly headers: RequestHeaders;
}

/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110, section 5.5, without obs-text: what we send is ASCII. */
const fieldValue = /^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/;
const requestTarget = /^\/[\x21-\x7e]*$/;

/** True for what may stand in a field as it is. */
export function isFieldValue(value: string): boolean {
  return fieldValue.test(value);
}

/**
 * Writes the head of a request (RFC 9112, sections 3 and 5).
 *
 * @throws {RangeError} when a part could end its line, or begin another one
 */
export function encodeRequestHead({ method, target, headers }: RequestHead): Buffer {
  if (!token.test(method)) throw new RangeError(`not a method: ${JSON.stringify(method)}`);
  if (!requestTarget.test(target)) throw new RangeError(`not a request target: ${JSON.stringify(target)}`);
  const lines = [`${method} ${target} HTTP/1.1`];
  for (const [name, value] of headers) {
    if (!token.test(name)) throw new RangeError(`not a field name: ${JSON.stringify(name)}`);
    if (!isFieldValue(value)) throw new RangeError(`not a value for ${name}`);
    lines.push(`${name}: ${value}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
