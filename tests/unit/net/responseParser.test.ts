import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Parsed, parse, splitAt } from './parse.ts';
import { responses, topics } from './responses/all.ts';
import { bytesOf, type Expected } from './responses/case.ts';

function check(parsed: Parsed, expected: Expected): void {
  if (expected === 'incomplete') {
    expect(parsed.outcome).toBe('incomplete');
  } else if ('refused' in expected) {
    expect(parsed).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(expected.refused) });
  } else {
    const { status, minorVersion, fields, ...others } = expected;
    expect(parsed).toMatchObject({ outcome: 'complete', ...others });
    if (status !== undefined) expect(parsed.head?.status).toBe(status);
    if (minorVersion !== undefined) expect(parsed.head?.minorVersion).toBe(minorVersion);
    for (const [name, values] of Object.entries(fields ?? {}))
      expect(parsed.head?.fields.get(name)).toEqual(values);
  }
}

function verbOf(expected: Expected): string {
  if (expected === 'incomplete') return 'waits for the rest of';
  return 'refused' in expected ? 'refuses' : 'reads';
}

for (const [topic, cases] of Object.entries(topics)) {
  describe(topic, () => {
    it.each(cases.map((one) => [verbOf(one.expected), one.name, one.section, one] as const))(
      '%s %s (RFC %s)',
      (_verb, _name, _section, { text, method, expected }) => {
        const bytes = bytesOf(text);
        check(parse([bytes], method), expected);
        check(
          parse(
            Array.from(bytes, (byte) => Buffer.of(byte)),
            method,
          ),
          expected,
        );
      },
    );
  });
}

describe('the table of responses', () => {
  it('holds at least 150 of them, none twice', () => {
    expect(responses.length).toBeGreaterThanOrEqual(150);
    expect(new Set(responses.map(({ text, method }) => `${method} ${text}`)).size).toBe(responses.length);
  });
});

describe('any split of the bytes', () => {
  it('gives the same result', () => {
    const offsets = fc.array(fc.nat({ max: 70_000 }), { maxLength: 20 });
    const near = fc.array(fc.nat({ max: 120 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...responses), fc.oneof(offsets, near), ({ text, method }, where) => {
        const bytes = bytesOf(text);
        expect(parse(splitAt(bytes, where), method)).toEqual(parse([bytes], method));
      }),
      { numRuns: 1000 },
    );
  });
});

const token = fc.string({ unit: fc.constantFrom(..."!#$%&'*+-.^_`|~09azAZ"), minLength: 1, maxLength: 12 });
const visible = fc.string({
  unit: fc
    .integer({ min: 0x21, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
  maxLength: 40,
});
const framingFields = new Set(['content-length', 'transfer-encoding', 'connection']);
const sentResponse = fc.record({
  status: fc.integer({ min: 200, max: 999 }).filter((status) => status !== 204 && status !== 304),
  reason: fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\xe9'), maxLength: 20 }),
  fields: fc
    .uniqueArray(fc.tuple(token, visible), {
      selector: ([name]) => name.toLowerCase(),
      maxLength: 20,
    })
    .map((fields) => fields.filter(([name]) => !framingFields.has(name.toLowerCase()))),
  body: fc.uint8Array({ maxLength: 300 }),
  framing: fc.constantFrom('length', 'chunked', 'close'),
  chunkEnds: fc.array(fc.nat({ max: 300 }), { maxLength: 6 }),
  extension: fc.constantFrom('', ';a=b', ' ; x="y"'),
});

describe('a response that is written and read again', () => {
  it('is the same, in whatever pieces it arrives', () => {
    fc.assert(
      fc.property(sentResponse, fc.array(fc.nat({ max: 2000 }), { maxLength: 12 }), (sent, where) => {
        const parsed = parse(splitAt(serialise(sent), where));
        expect(parsed.outcome).toBe('complete');
        expect(parsed.head?.status).toBe(sent.status);
        expect(parsed.body).toBe(Buffer.from(sent.body).toString('latin1'));
        const others = [...(parsed.head?.fields ?? [])].filter(([name]) => !framingFields.has(name));
        expect(others).toEqual(sent.fields.map(([name, value]) => [name.toLowerCase(), [value]]));
        expect(parsed.keepsAlive).toBe(sent.framing !== 'close');
      }),
      { numRuns: 500 },
    );
  });
});

type SentResponse = typeof sentResponse extends fc.Arbitrary<infer T> ? T : never;

function serialise({ status, reason, fields, body, framing, chunkEnds, extension }: SentResponse): Buffer {
  const content = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status} ${reason}`, ...fields.map(([name, value]) => `${name}: ${value}`)];
  const parts: Buffer[] = [content];
  if (framing === 'length') lines.push(`Content-Length: ${content.length}`);
  if (framing === 'chunked') {
    lines.push('Transfer-Encoding: chunked');
    const chunks = splitAt(content, chunkEnds).filter(({ length }) => length > 0);
    const written = chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]);
    parts.splice(0, 1, ...written, Buffer.from('0\r\nTrailer: x\r\n\r\n'));
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), ...parts]);
}

describe('a response without end', () => {
  const ok = 'HTTP/1.1 200 OK\r\n';
  const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
  it.each([
    ['its status line', '', 'HTTP/1.1 200 ', 'x'],
    ['one field', ok, 'A: ', 'x'],
    ['its fields', ok, '', 'A: b\r\n'],
    ['folded lines', `${ok}A: b\r\n`, '', ' c\r\n'],
    ['interim responses', '', '', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a chunk size', chunked, '', '0'],
    ['a chunk extension', chunked, '1;', 'x'],
    ['what follows a chunk', `${chunked}1\r\nx`, '', 'y'],
    ['one trailer', `${chunked}0\r\n`, 'A: ', 'x'],
    ['its trailers', `${chunked}0\r\n`, '', 'A: b\r\n'],
  ])('is refused before %s passes 70 KiB', (_what, start, prefix, unit) => {
    const endless = Buffer.from(start + prefix + unit.repeat(Math.ceil((70 * 1024) / unit.length)), 'latin1');
    expect(
      parse(
        splitAt(
          endless,
          Array.from({ length: 700 }, (_, index) => index * 100),
        ),
      ).outcome,
    ).toBe('refused');
  });
});
