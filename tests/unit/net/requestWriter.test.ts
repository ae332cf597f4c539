import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRequestHead, isFieldValue, type RequestHead } from '../../../src/net/http/request.ts';

const upload: RequestHead = {
  method: 'POST',
  target: '/upload-file?x=1',
  headers: [
    ['Host', 'localhost:8443'],
    ['File-Name', 'my file_2026-11-22T08-00-00.enc'],
    ['Empty', ''],
  ],
};

/** Any text, often with the characters that end lines, or become them when cut down to a byte. */
const treacherous = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\r',
      '\n',
      '\0',
      '\u010d',
      '\u010a',
      '\u{10a0d}',
      ' ',
      '\t',
      ':',
      '\x7f',
      '\xa0',
      '\u2028',
      '\ud800',
    ),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
});

describe('the head of a request', () => {
  it('is written line by line, names and order as given (RFC 9112 §3, §5)', () => {
    expect(encodeRequestHead(upload).toString('latin1')).toBe(
      'POST /upload-file?x=1 HTTP/1.1\r\n' +
        'Host: localhost:8443\r\n' +
        'File-Name: my file_2026-11-22T08-00-00.enc\r\n' +
        'Empty: \r\n' +
        '\r\n',
    );
  });

  it.each([
    'line\r\nX: injected',
    'line\n',
    '\rline',
    'nul\0',
    '\u010d\u010aX: injected',
    'caf\xe9',
    '名前',
    'bell\x07',
    '\x7f',
    ' leading',
    'trailing ',
    '\ttab',
    'tab\t',
  ])('refuses the value %j (RFC 9110 §5.5)', (value) => {
    expect(() => encodeRequestHead({ ...upload, headers: [['File-Name', value]] })).toThrow(RangeError);
    expect(isFieldValue(value)).toBe(false);
  });

  it.each(['', 'two words', 'X:', 'X ', 'X\r\nY', 'X\n', 'é', 'X\0', '(X)', '\u0158'])(
    'refuses the name %j (RFC 9110 §5.1)',
    (name) => {
      expect(() => encodeRequestHead({ ...upload, headers: [[name, 'v']] })).toThrow(RangeError);
    },
  );

  it.each(['', 'list', 'http://other/', '/a b', '/a\r\nX: y', '/a\n', '/é', '/\x7f', '/\0', '*'])(
    'refuses the target %j (RFC 9112 §3.2)',
    (target) => {
      expect(() => encodeRequestHead({ ...upload, target })).toThrow(RangeError);
    },
  );

  it('does not repeat a secret in its complaint', () => {
    const headers = [['Authorization', 'secret\n']] as const;
    expect(() => encodeRequestHead({ ...upload, headers })).toThrow(/^(?!.*secret)/);
  });

  it('never holds a line, a name or a value that was not given to it, whatever that was', () => {
    const part = fc.oneof(treacherous, fc.constantFrom('Host', 'v', '/get-files'));
    const headers = fc.array(fc.tuple(part, part), { maxLength: 4 });
    const method = fc.oneof(part, fc.constant('GET'));
    fc.assert(
      fc.property(method, fc.oneof(part, fc.constant('/list')), headers, (method, target, headers) => {
        let text: string;
        try {
          text = encodeRequestHead({ method: method as 'GET', target, headers }).toString('latin1');
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        expect(text.split('\r\n')).toEqual([
          `${method} ${target} HTTP/1.1`,
          ...headers.map(([name, value]) => `${name}: ${value}`),
          '',
          '',
        ]);
        expect(text.replaceAll('\r\n', '')).toMatch(/^[\t\x20-\x7e]*$/);
      }),
      { numRuns: 3000 },
    );
  });
});
