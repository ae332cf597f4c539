import { describe, expect, it } from 'vitest';
import type { Visitor } from '../net/support/server.ts';
import {
  answers,
  attacked,
  base,
  largestPeakMiB,
  ok,
  prepareClientProcess,
  sends,
} from './support/hostileClient.ts';
import { type Attack, sendBody } from './support/hostileServer.ts';
import type { Operation } from './support/tasks.ts';

prepareClientProcess();

describe('an answer in JSON that would burst', () => {
  it.each<[what: string, operation: Operation, body: string, code: string]>([
    ['goes deep', 'list', '['.repeat(8_000_000), 'server-misbehaved'],
    ['goes deep in objects', 'list', '{"a":'.repeat(3_000_000), 'server-misbehaved'],
    ['has millions of values', 'list', `{"archives":[${'0,'.repeat(8_000_000)}0]}`, 'server-misbehaved'],
    ['has millions of names', 'list', `{"archives":[${'"",'.repeat(5_000_000)}""]}`, 'server-misbehaved'],
    [
      'has hundreds of thousands that are no names',
      'list',
      `{"archives":[${'0,'.repeat(400_000)}0]}`,
      'server-misbehaved',
    ],
    ['has one name of 16 MiB', 'list', `{"archives":["${'x'.repeat(16_700_000)}"]}`, 'server-misbehaved'],
    ['is 16 MiB of message', 'list', `{"archives":[],"message":"${'x'.repeat(16_700_000)}"}`, 'done'],
    ['goes deep beside a file', 'verify', `{"a":${'['.repeat(1_000_000)}`, 'server-misbehaved'],
    [
      'is a string without end beside a file',
      'verify',
      `{"a":"${'x'.repeat(1_000_000)}"`,
      'server-misbehaved',
    ],
    ['names the prototype', 'list', '{"__proto__":{"next":"x"},"constructor":1,"archives":["a"]}', 'done'],
    ['has keys twice', 'list', '{"archives":["a"],"archives":["b"]}', 'done'],
    ['names a file twice', 'verify', '{"file_content":"","file_content":""}', 'server-misbehaved'],
  ])('%s', async (_what, operation, body, code) => {
    expect((await attacked(operation, answers(body), base)).code).toBe(code);
  });
});

describe('an archive without end', () => {
  it.each<[what: string, operation: Operation, content: string, code: string]>([
    ['that is none', 'verify', 'AAAA', 'not-an-archive'],
    ['that begins as one', 'verify', 'iVNDQQ0KGgoBAAAA', 'passphrase-or-envelope-wrong'],
    ['of white space', 'verify', '\\n', 'server-misbehaved'],
  ])('%s', async (_what, operation, content, code) => {
    const attack = sends(`${ok}↵{"file_content":"${content}`, content.endsWith('n') ? content : 'AAAA');
    expect((await attacked(operation, attack, base)).code).toBe(code);
  });
});

describe('a list', () => {
  const file = (more: object) => ({ name: 'a', size: 1, uploaded_at: '2026-11-22T08:00:00Z', ...more });

  it.each<[what: string, file: object]>([
    ['a negative size', file({ size: -1 })],
    ['a size beyond counting', file({ size: 1e300 })],
    ['half a byte', file({ size: 0.5 })],
    ['a size in words', file({ size: '5' })],
    ['a time that is none', file({ uploaded_at: '2026-99-99T99:99:99Z' })],
    ['a time in words', file({ uploaded_at: 'yesterday' })],
    ['a time as a number', file({ uploaded_at: 5 })],
    ['no name', file({ name: undefined })],
    ['a name that is no text', file({ name: { toString: 1 } })],
  ])('with %s is not believed', async (_what, odd) => {
    const { code, sentence } = await attacked('list', answers(JSON.stringify({ files: [odd] })));
    expect(code).toBe('server-misbehaved');
    expect(sentence).toContain('its answer is not what was asked for');
  });

  it('whose pages lead in a circle is refused', async () => {
    const { code, sentence } = await attacked('list', answers('{"archives":["a"],"next":"again"}'));
    expect(code).toBe('server-misbehaved');
    expect(sentence).toContain('a list that repeats itself');
  });

  it('names an archive once, whatever the name is', async () => {
    const files = [file({}), file({}), file({ name: '../../etc/passwd' }), file({ name: '' })];
    const { code, result } = await attacked('list', answers(JSON.stringify({ files })));
    expect(code).toBe('done');
    expect((result as { name: string }[]).map(({ name }) => name)).toEqual(['', '../../etc/passwd', 'a']);
  });
});

describe('an answer with the status', () => {
  it.each<[status: string, fields: string, code: string, next: RegExp]>([
    ['204 No Content', '', 'server-answered', /Try again later/],
    [
      '301 Moved',
      'Location: https://evil.example/↵',
      'server-answered',
      /points elsewhere, which is not followed/,
    ],
    [
      '302 Found',
      'Location: https://evil.example/↵',
      'server-answered',
      /points elsewhere, which is not followed/,
    ],
    [
      '307 Redirect',
      'Location: https://evil.example/↵',
      'server-answered',
      /points elsewhere, which is not followed/,
    ],
    [
      '308 Redirect',
      'Location: https://evil.example/↵',
      'server-answered',
      /points elsewhere, which is not followed/,
    ],
    ['400 Bad Request', '', 'server-answered', /Try again later/],
    ['401 Unauthorized', '', 'session-ended', /Log in again/],
    ['403 Forbidden', '', 'session-ended', /Log in again/],
    ['407 Proxy Authentication Required', '', 'server-answered', /A proxy stands in between/],
    ['413 Content Too Large', '', 'server-answered', /Send less at once/],
    ['429 Too Many Requests', 'Retry-After: 7↵', 'server-answered', /Try again in 7 s/],
    ['500 Oh', '', 'server-answered', /Try again later/],
    ['503 Unavailable', 'Retry-After: 3600↵', 'server-answered', /Try again in 3600 s/],
    ['507 Full', '', 'server-answered', /Send less at once/],
    ['999 What', '', 'server-answered', /Try again later/],
  ])('%s is said as it is', async (status, fields, code, next) => {
    const outcome = await attacked('list', answers(status.startsWith('204') ? '' : '{}', status, fields));
    expect(outcome.code).toBe(code);
    expect(outcome.next).toMatch(next);
    if (code === 'server-answered')
      expect(outcome.sentence).toBe(`The server answered ${status.slice(0, 3)}.`);
  });
});

describe('a part of an archive', () => {
  const part = (fields: string, body = 'x', status = '206 Partial Content'): Attack =>
    answers(body, status, fields);
  const etag = 'ETag: "a"↵';

  it.each<[what: string, attack: Attack, reason: string]>([
    ['of another range', part(`${etag}Content-Range: bytes 5-5/9↵`), 'another range'],
    ['of no range', part(etag), 'another range'],
    ['that is all of it', part(etag, 'all of it', '200 OK'), 'all of an archive'],
    ['without an ETag', part('Content-Range: bytes 0-0/9↵'), 'without a strong ETag'],
    ['with a weak ETag', part('ETag: W/"a"↵Content-Range: bytes 0-0/9↵'), 'without a strong ETag'],
    [
      'of an archive beyond counting',
      part(`${etag}Content-Range: bytes 0-0/${'9'.repeat(40)}↵`),
      'another range',
    ],
  ])('%s is not believed', async (_what, attack, reason) => {
    const { code, sentence } = await attacked('show', attack);
    expect(code).toBe('server-misbehaved');
    expect(sentence).toContain(reason);
  });

  it.each<[what: string, rest: (visitor: Visitor) => Promise<unknown>]>([
    ['without end', (visitor) => visitor.send('↵').then(() => visitor.sendForever('x'.repeat(16_384)))],
    ['that is longer than the range', (visitor) => visitor.send(`Content-Length: 9000↵↵${'x'.repeat(9000)}`)],
    ['that is shorter than the range', (visitor) => visitor.send('Content-Length: 0↵↵')],
  ])('%s is not believed', async (_what, rest) => {
    const { code, sentence } = await attacked('show', async (visitor, head) => {
      const [, start = '', last = ''] = /Range: bytes=(\d+)-(\d+)/.exec(head) ?? [];
      await visitor.send(`HTTP/1.1 206 Partial↵${etag}Content-Range: bytes ${start}-${last}/99999↵`);
      await rest(visitor);
    });
    expect(code).toBe('server-misbehaved');
    expect(sentence).toContain('another length than that of the range');
  });

  it('of an archive that is never the same twice is given up', async () => {
    let version = 0;
    const attack: Attack = (visitor, head) => {
      version += 1;
      const isFirst = head.includes('bytes=0-0');
      const range = isFirst ? 'Content-Range: bytes 0-0/9↵' : '';
      return sendBody(
        visitor,
        isFirst ? 'x' : '123456789',
        isFirst ? '206 Partial' : '200 OK',
        `ETag: "${version}"↵${range}`,
      );
    };
    expect((await attacked('show', attack)).code).not.toBe('done');
    expect((await attacked('download', attack)).code).toBe('archive-changed');
  });
});

describe('a resumable upload', () => {
  /** Too much to be sent at once, and little once it is compressed: these servers do not read long bodies. */
  const content = Buffer.alloc(1_500_000);
  const created =
    (location: string): Attack =>
    (visitor, head) =>
      head.startsWith('POST /files/')
        ? sendBody(visitor, '', '201 Created', `Location: ${location}↵`)
        : head.startsWith('HEAD')
          ? visitor.send('HTTP/1.1 200 OK↵Upload-Offset: 0↵↵')
          : visitor.send('HTTP/1.1 204 No Content↵Upload-Offset: 5↵↵');

  it.each([
    ['that is somewhere else', '/login', 'an upload that is somewhere else'],
    ['that climbs', '/files/../login', 'an upload that is somewhere else'],
    ['that has no place', '', 'an upload that is somewhere else'],
    ['that is not where it was sent to', '/files/1', 'an upload that is not where it was sent to'],
    [
      'on another host stays on ours',
      'https://evil.example/files/1',
      'an upload that is not where it was sent to',
    ],
  ])('%s is not believed', async (_what, location, reason) => {
    const { code, sentence } = await attacked('upload', created(location), undefined, {}, content);
    expect(code).toBe('server-misbehaved');
    expect(sentence).toContain(reason);
  });

  it.each(['-1', '1e9', 'x', ''])('at the offset %j is not believed', async (offset) => {
    const attack: Attack = (visitor, head) =>
      head.startsWith('POST')
        ? sendBody(visitor, '', '201 Created', 'Location: /files/1↵')
        : visitor.send(`HTTP/1.1 204 No Content↵Upload-Offset: ${offset}↵↵`);
    const { code } = await attacked('upload', attack, undefined, {}, content);
    expect(code).toBe('server-misbehaved');
  });
});

it('no test of a hostile server took more memory than it should', async () => {
  const { peakMiB } = await attacked('login', async () => {});
  expect(peakMiB).toBeLessThan(largestPeakMiB);
});
