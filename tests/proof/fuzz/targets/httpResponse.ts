import { isDeepStrictEqual } from 'node:util';
import { parse, splitAt } from '../../../unit/net/parse.ts';
import { responses } from '../../../unit/net/responses/all.ts';
import { bytesOf } from '../../../unit/net/responses/case.ts';
import { type CreateTarget, must } from '../target.ts';

const methods = ['GET', 'HEAD', 'POST'];

/** The answer of a server, after a byte that chooses the method: refused or read, and the same however it is cut. */
export const create: CreateTarget = () => ({
  seeds: responses
    .map(({ text, method }) => Buffer.concat([Buffer.of(methods.indexOf(method)), bytesOf(text)]))
    .filter(({ length }) => length < 2000),
  dictionary: ['\r\n', '\r\n\r\n', 'HTTP/1.1 100 Continue\r\n\r\n', 'Transfer-Encoding: chunked\r\n']
    .concat(['Content-Length: 5\r\n', 'Connection: close\r\n', 'Content-Encoding: gzip\r\n', '0\r\n\r\n'])
    .concat([
      'HTTP/1.0 200\r\n',
      'HTTP/1.1 204 \r\n',
      ';a="b"',
      'ffffffffffffffff',
      ' \t',
      '\0',
      '\xff',
      ',',
    ]),
  maximumLength: 4096,
  run(input) {
    const method = methods[(input[0] ?? 0) % methods.length] ?? 'GET';
    const bytes = input.subarray(1);
    const whole = parse([bytes], method);
    const { outcome, head, body, rest } = whole;
    must(body.length + rest.length <= bytes.length, 'more bytes than there were');
    must(outcome !== 'complete' || head !== undefined, 'complete without a head');
    const fields = [...(head?.fields ?? [])];
    must(fields.length <= 100, 'more fields than allowed');
    for (const [name, values] of fields) {
      must(!/[^!-~]/.test(name), 'a name that is none');
      must(!values.some((value) => /[\0\r\n]/.test(value)), 'a value that no head can hold');
    }
    // Byte by byte what is short; a long one would take its time.
    const step = 1 + (bytes.length >> 8);
    const offsets = Array.from({ length: Math.ceil(bytes.length / step) }, (_, number) => number * step);
    must(isDeepStrictEqual(parse(splitAt(bytes, offsets), method), whole), 'another reading in pieces');
  },
});
