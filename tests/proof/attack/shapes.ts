import { newIdentity, type Serving } from '../serving.ts';
import { Caller } from './caller.ts';
import type { Intrusion } from './intruders.ts';

/** Of the account whose requests are out of shape. */
export const shapingAccount = 'shaping';

/** Bytes that no client sends, and the statuses they may be answered with, one for each answer; none: the end. */
interface Shape {
  readonly what: string;
  readonly bytes: string | Buffer;
  readonly allowed: readonly (readonly number[])[];
}

const refused = [[400], [413], [431], [411], []];

function shapesFor(session: string, upload: string): Shape[] {
  const auth = `Host: x\r\nAuthorization: ${session}\r\n`;
  const close = 'Connection: close\r\n';
  const list = (more: string) => `GET /get-files HTTP/1.1\r\n${auth}${close}${more}\r\n`;
  const store = (more: string, body = '') =>
    `POST /upload-file HTTP/1.1\r\n${auth}${close}File-Name: shape.enc\r\n${more}\r\n${body}`;
  const creation = (more: string) =>
    `POST /files/ HTTP/1.1\r\n${auth}${close}Tus-Resumable: 1.0.0\r\nContent-Length: 0\r\n${more}\r\n`;
  const metadata = `Upload-Metadata: filename ${Buffer.from('a').toString('base64')}`;
  const piece = (more: string, body: string) =>
    `PATCH ${upload} HTTP/1.1\r\n${auth}${close}Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
    `Content-Type: application/offset+octet-stream\r\n${more}\r\n${body}`;
  const login = (body: string | Buffer) =>
    Buffer.concat([
      Buffer.from(`POST /login HTTP/1.1\r\nHost: x\r\n${close}Content-Length: ${body.length}\r\n\r\n`),
      Buffer.from(body),
    ]);
  const one = (what: string, bytes: string | Buffer, ...allowed: (readonly number[])[]): Shape => ({
    what,
    bytes,
    allowed,
  });
  const smuggled = `GET /get-files HTTP/1.1\r\n${auth}\r\n`;
  const pipelined = `GET /get-files?limit=1 HTTP/1.1\r\n${auth}\r\n`.repeat(500) + list('');

  const lengths = [
    '-1',
    '+5',
    '0x10',
    '1e3',
    '1,1',
    '5, 5',
    ' ',
    'abc',
    '1.5',
    '9'.repeat(40),
    '5\r\nContent-Length: 6',
  ];
  const encodings = [
    'identity',
    'xchunked',
    'chunked, identity',
    'gzip, chunked',
    'chunked\r\nTransfer-Encoding: x',
  ];
  const uploadLengths = [
    '-1',
    '1e3',
    '0x10',
    '1.5',
    '+1',
    '',
    'NaN',
    '9'.repeat(30),
    String(2 ** 53),
    '68719476737',
  ];
  const metadatas = [
    ['of 14 KiB', `${metadata},a ${'QUFB'.repeat(3500)}`],
    ['with 2,000 keys', `${metadata},${Array.from({ length: 2000 }, (_, index) => `k${index}`).join(',')}`],
    ['with a name twice', `${metadata},filename Yg==`],
    ['that is no base64', 'Upload-Metadata: filename !!!'],
    ['with a name of another kind', 'Upload-Metadata: __proto__ YQ==,constructor YQ=='],
  ] as const;
  const jsons: readonly [string, string | Buffer, number][] = [
    ['of 16 KiB and a byte', `"${'x'.repeat(16 * 1024 - 1)}"`, 413],
    ['of 8,000 lists in one another', '['.repeat(8000) + ']'.repeat(8000), 400],
    ['of objects in one another', '{"a":'.repeat(3000), 400],
    ['of another kind', '[]', 400],
    ['that is cut off', '{"username":"a"', 400],
    ['with a name that is no text', '{"username":{"$ne":1},"password":[]}', 400],
    ['with a name of 8,000 letters', JSON.stringify({ username: 'x'.repeat(8000), password: 'x' }), 400],
    ['with another prototype', '{"__proto__":{"username":"a","password":"b"}}', 400],
    ['with a number of 10,000 digits', `{"username":${'9'.repeat(10_000)},"password":"x"}`, 400],
    ['that is not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400],
  ];
  const ranges = [
    'bytes=0-0,1-1',
    `bytes=${'0-0,'.repeat(3000)}`,
    `bytes=${'9'.repeat(5000)}-`,
    'bytes=-',
    'bytes=5-1',
  ];
  return [
    one('a header of 20 KiB', list(`X: ${'x'.repeat(20_000)}\r\n`), ...refused),
    one('3,000 headers', list('X: y\r\n'.repeat(3000)), ...refused),
    one('2,000 headers', list('X: y\r\n'.repeat(2000)), ...refused, [200], [404]),
    one('a path of 20 KiB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${auth}\r\n`, ...refused),
    one(
      'a query of 10 KiB',
      `GET /get-files?${'a=1&'.repeat(2500)} HTTP/1.1\r\n${auth}${close}\r\n`,
      [404],
      [200],
    ),
    one(
      'a session of 15 KiB',
      `GET /get-files HTTP/1.1\r\nHost: x\r\n${close}Authorization: ${'x'.repeat(15_000)}\r\n\r\n`,
      [403],
    ),
    one('a name of 15 KiB', store('Content-Length: 1\r\n', 'x').replace('shape', 'x'.repeat(15_000)), [400]),
    one(
      'a cursor of 10 KiB',
      `GET /get-files?cursor=${'x'.repeat(10_000)} HTTP/1.1\r\n${auth}${close}\r\n`,
      [400],
    ),
    ...['0', '-1', '1001', '1e9', 'NaN', '1.5'].map((limit) =>
      one(`a limit of ${limit}`, `GET /get-files?limit=${limit} HTTP/1.1\r\n${auth}${close}\r\n`, [400]),
    ),
    ...lengths.map((length) =>
      one(`Content-Length: ${length}`, store(`Content-Length: ${length}\r\n`, 'x'), ...refused),
    ),
    ...encodings.map((encoding) =>
      one(
        `Transfer-Encoding: ${encoding}`,
        store(`Transfer-Encoding: ${encoding}\r\n`, '0\r\n\r\n'),
        ...refused,
      ),
    ),
    one(
      'both lengths',
      store('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
      ...refused,
    ),
    one(
      'both lengths, the other way round',
      store('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'),
      ...refused,
    ),
    one('a body that looks like a request', store(`Content-Length: ${smuggled.length}\r\n`, smuggled), [200]),
    one('a body behind a GET', list(`Content-Length: ${smuggled.length}\r\n`) + smuggled, [200], [404]),
    one(
      'a chunk of endless length',
      piece('Transfer-Encoding: chunked\r\n', 'FFFFFFFFFFFFFFFFF\r\n'),
      ...refused,
    ),
    one('a chunk of negative length', piece('Transfer-Encoding: chunked\r\n', '-1\r\nx\r\n'), ...refused),
    one(
      'a chunk extension of 1 MiB',
      piece('Transfer-Encoding: chunked\r\n', `1;${'x'.repeat(2 ** 20)}\r\n`),
      ...refused,
    ),
    one(
      'trailers of 1 MiB',
      piece('Transfer-Encoding: chunked\r\n', `0\r\nX: ${'x'.repeat(2 ** 20)}\r\n\r\n`),
      ...refused,
      [204],
    ),
    one('100,000 empty lines first', '\r\n'.repeat(100_000) + list(''), ...refused, [404], [200]),
    one('bare line feeds', list('').replaceAll('\r\n', '\n'), ...refused),
    one('a folded header', list('X: y\r\n z\r\n'), ...refused, [404], [200]),
    one('a space before the colon', list('X : y\r\n'), ...refused),
    one('NUL in a header', list('X: a\0b\r\n'), ...refused),
    one('CR in a header', list('X: a\rb\r\n'), ...refused),
    one('no host', 'GET /get-files HTTP/1.1\r\n\r\n', ...refused),
    one('another version of HTTP', `GET /get-files HTTP/9.9\r\n${auth}\r\n`, ...refused, [505]),
    one('HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', ...refused),
    one('what is no HTTP', Buffer.alloc(5000, 0xff), ...refused),
    one('CONNECT', `CONNECT other:443 HTTP/1.1\r\n${auth}\r\n`, ...refused),
    one(
      'an upgrade',
      list('Upgrade: h2c\r\n').replace('Connection: close', 'Connection: Upgrade, close'),
      [404],
      [200],
    ),
    one('a target of another host', `GET http://[ HTTP/1.1\r\n${auth}${close}\r\n`, ...refused),
    ...uploadLengths.map((length) =>
      one(`Upload-Length: ${length}`, creation(`${metadata}\r\nUpload-Length: ${length}\r\n`), [400], [413]),
    ),
    ...metadatas.map(([what, header]) =>
      one(`metadata ${what}`, creation(`${header}\r\nUpload-Length: 1\r\n`), [400], [201], [431]),
    ),
    ...['-1', '1e1', '', '9'.repeat(30), '0x1', '1'].map((offset) =>
      one(
        `Upload-Offset: ${offset}`,
        piece('Content-Length: 1\r\n', 'x').replace('Offset: 0', `Offset: ${offset}`),
        [400],
        [409],
      ),
    ),
    ...jsons.map(([what, body, status]) => one(`JSON ${what}`, login(body), [status])),
    ...ranges.map((range) =>
      one(
        `Range: ${range.slice(0, 20)}`,
        `GET /download-file HTTP/1.1\r\n${auth}${close}File-Name: shape.enc\r\nAccept: application/octet-stream\r\nRange: ${range}\r\n\r\n`,
        [200],
        [416],
      ),
    ),
    one(
      '500 requests in one',
      pipelined,
      Array.from({ length: 501 }, () => 200),
    ),
  ];
}

/** Sends what no client would; the server answers or hangs up as it should, and goes on serving. */
export async function sendShapes(serving: Serving): Promise<Intrusion> {
  const caller = new Caller(serving.port, await newIdentity());
  const session = await caller.sessionOf(shapingAccount);
  const failures: string[] = [];
  const headers = {
    'Tus-Resumable': '1.0.0',
    'Upload-Length': '10',
    'Upload-Metadata': 'filename YQ==',
  };
  const created = await caller.ask({ method: 'POST', path: '/files/', headers, session });
  const shapes = shapesFor(session, String(created.headers.location));
  for (const { what, bytes, allowed } of shapes) {
    const got = await caller.send(bytes);
    const statuses = [...got.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) =>
      Number(status),
    );
    if (!allowed.some((wanted) => String(wanted) === String(statuses)))
      failures.push(`${what} was answered with ${statuses.join(', ') || 'nothing'}`);
    const { status } = await caller.ask({ path: '/get-files?limit=1', session });
    if (![200, 404].includes(status)) failures.push(`After ${what} the list was answered with ${status}`);
  }
  caller.close();
  return { tried: shapes.length, failures };
}
