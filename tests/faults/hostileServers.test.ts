import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { authority, clientIdentity } from '../net/support/certificates.ts';
import { serveTcp, serveTls, type TestServer, type Visitor } from '../net/support/server.ts';
import { makeHome } from '../support/clientHome.ts';
import { type Attack, attacker, drip, everything, sendBody, sendJson } from './support/hostileServer.ts';
import { type ClientProcess, type Operation, type Outcome, startClientProcess } from './support/tasks.ts';

/** So little that an answer of 16 MiB just fits. */
const heapMiB = 64;
const largestPeakMiB = 300;

let clientProcess: ClientProcess;
beforeAll(() => {
  clientProcess = startClientProcess(heapMiB);
});
afterAll(() => clientProcess.close());

const impatient: Config['timeouts'] = { handshake: 0.4, idle: 0.4, answer: 0.5, work: 0.5, pace: 0.5 };

/** What the client makes of a server. */
async function meet(
  operation: Operation,
  { peer }: Pick<TestServer, 'peer'>,
  timeouts: Config['timeouts'] = {},
  sourceLength = 100_000,
): Promise<Outcome> {
  const { cert, key } = clientIdentity;
  const home = await makeHome({ cert, key, ca: authority.certificatePem, config: { timeouts } });
  const source = join(home, 'source.raw');
  await writeFile(source, Buffer.alloc(sourceLength));
  const folder = join(home, 'restored');
  const outcome = await clientProcess.run({ operation, home, ...peer, archive: 'a.enc', folder, source });
  expect(await readdir(home)).not.toContain('restored');
  return outcome;
}

async function attacked(
  operation: Operation,
  attack: Attack,
  capabilities?: object,
  timeouts?: Config['timeouts'],
): Promise<Outcome> {
  return meet(operation, await serveTls([attacker(attack, capabilities)]), timeouts);
}

/** A server that answers with this text, and then the same again and again. */
function sends(start: string, again?: string): Attack {
  return async (visitor) => {
    await visitor.send(start);
    if (again !== undefined) await visitor.sendForever(again.repeat(Math.ceil(16_384 / again.length)));
  };
}

function answers(body: string, status?: string, fields?: string): Attack {
  return (visitor) => sendBody(visitor, body, status, fields);
}

const ok = 'HTTP/1.1 200 OK↵';
const chunked = `${ok}Transfer-Encoding: chunked↵↵`;
const base = {};

describe('a server that breaks HTTP', () => {
  it.each<[what: string, attack: Attack, reason: string]>([
    ['an endless status line', sends('HTTP/1.1 200 ', 'x'), 'a status line of more than 8 KiB'],
    ['endless small fields', sends(ok, 'A: b↵'), 'more than 100 fields'],
    ['one endless field', sends(`${ok}A: `, 'x'), 'a field of more than 16 KiB'],
    ['endless large fields', sends(ok, `A: ${'x'.repeat(15_000)}↵`), 'a head of more than 64 KiB'],
    ['endless folded lines', sends(`${ok}A: b↵`, ' x↵'), 'more than 100 fields'],
    ['endless interim answers', sends('', 'HTTP/1.1 103 Hints↵↵'), 'too many interim responses'],
    [
      'a switch of protocols',
      sends('HTTP/1.1 101 Switching↵↵'),
      'a switch of protocols that was not asked for',
    ],
    ['no HTTP', sends('220 mail.example.org ESMTP↵'), 'its first line is no HTTP/1.1 status line'],
    ['two lengths', sends(`${ok}Content-Length: 2↵Content-Length: 3↵↵{}`), 'an invalid Content-Length'],
    ['a negative length', sends(`${ok}Content-Length: -2↵↵{}`), 'an invalid Content-Length'],
    [
      'a length beyond counting',
      sends(`${ok}Content-Length: ${'9'.repeat(30)}↵↵`),
      'an invalid Content-Length',
    ],
    [
      'length and chunks',
      sends(`${ok}Content-Length: 2↵Transfer-Encoding: chunked↵↵2↵{}↵0↵↵`),
      'both Content-Length and Transfer-Encoding',
    ],
    [
      'a compressed answer',
      sends(`${ok}Content-Encoding: gzip↵Content-Length: 2↵↵\x1f\x8b`),
      'a content coding that was not asked for',
    ],
    ['an endless chunk extension', sends(`${chunked}1;`, 'x'), 'a chunk line of more than 4 KiB'],
    ['endless trailers', sends(`${chunked}0↵`, 'A: b↵'), 'more than 100 trailers'],
    ['an endless chunk', sends(`${chunked}fffffffffff↵`, ' '), 'an answer of more than 16 MiB'],
    [
      'endless chunks',
      sends(chunked, '100↵'.concat(' '.repeat(0x100), '↵')),
      'an answer of more than 16 MiB',
    ],
    ['an endless answer without length', sends(`${ok}↵`, ' '), 'an answer of more than 16 MiB'],
    [
      'an endless answer of any length',
      sends(`${ok}Content-Length: 999999999999↵↵`, ' '),
      'an answer of more than 16 MiB',
    ],
  ])('%s', async (_what, attack, reason) => {
    const { code, sentence } = await attacked('list', attack);
    expect(code).toBe('server-misbehaved');
    expect(sentence).toMatch(/^127\.0\.0\.1:\d+ sent an answer that is not valid: /);
    expect(sentence).toContain(`: ${reason}.`);
  });
});

describe('a server that lies about a length', () => {
  it('longer than what comes', async () => {
    const { code } = await attacked('list', async (visitor) => {
      await visitor.send(`${ok}Content-Length: 500↵↵{"archives":["a`);
      visitor.socket.end();
    });
    expect(code).toBe('connection-lost');
  });

  it('shorter than what comes: the rest is not the answer to what is asked next', async () => {
    const login = JSON.stringify({ message: 'ok', session_id: 'id', capabilities: everything });
    const files = (name: string) =>
      JSON.stringify({ files: [{ name, size: 1, uploaded_at: '2026-11-22T08:00:00Z' }] });
    const withLength = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const server = await serveTls([
      async (visitor) => {
        await visitor.request();
        visitor.socket.write(withLength(login) + withLength(files('poison')));
        await visitor.gone;
      },
      attacker((visitor) => sendBody(visitor, files('honest'))),
    ]);
    const { code, result } = await meet('list', server);
    expect(code).toBe('done');
    expect(result).toMatchObject([{ name: 'honest' }]);
  });
});

describe('a server that takes its time', () => {
  const slowBody =
    (type: string): Attack =>
    (visitor) =>
      drip(visitor, `${ok}${type}ETag: "a"↵Content-Length: 1000000↵↵`);

  it.each<[what: string, operation: Operation, attack: Attack, capabilities: object]>([
    ['says nothing at all', 'list', () => new Promise(() => {}), everything],
    ['stops in the head', 'list', sends('HTTP/1.1 200 OK↵A: '), everything],
    ['stops in the body', 'list', sends(`${ok}Content-Length: 9↵↵{`), everything],
    ['drips its head', 'list', (visitor) => drip(visitor, `${ok}A: `), everything],
    ['drips its head to a download', 'show', (visitor) => drip(visitor, `${ok}A: `), everything],
    ['drips its list', 'list', (visitor) => drip(visitor, `${ok}Content-Length: 1000000↵↵`, ' '), everything],
    [
      'drips large chunk extensions',
      'list',
      (visitor) => drip(visitor, chunked, `1;${'x'.repeat(4000)}\r\n \r\n`),
      everything,
    ],
    [
      'drips a refusal',
      'show',
      (visitor) => drip(visitor, 'HTTP/1.1 500 Oh↵Content-Length: 99999↵↵', ' '),
      everything,
    ],
    ['drips an archive', 'verify', slowBody(''), { raw: true }],
    [
      'drips a part of an archive',
      'show',
      (visitor, head) => {
        const [, start = '', last = ''] = /Range: bytes=(\d+)-(\d+)/.exec(head) ?? [];
        const range = `Content-Range: bytes ${start}-${last}/99999`;
        return drip(
          visitor,
          `HTTP/1.1 206 Partial↵ETag: "a"↵${range}↵Transfer-Encoding: chunked↵↵`,
          '1\r\nx\r\n',
        );
      },
      everything,
    ],
    [
      'drips the text of an archive',
      'verify',
      (visitor) => drip(visitor, `${chunked}15↵{"file_content":"iVND↵`, '2\r\n\\n\r\n'),
      base,
    ],
    [
      'drips the answer to an upload',
      'upload',
      (visitor) => drip(visitor, `${ok}Content-Length: 1000000↵↵`, ' '),
      base,
    ],
    ['never says that it has stored an upload', 'upload', () => new Promise(() => {}), base],
    ['gives pages of a list for ever', 'list', endlessPages(), everything],
  ])('%s', async (_what, operation, attack, capabilities) => {
    const { code, next } = await attacked(operation, attack, capabilities, impatient);
    expect(code).toBe('connection-timed-out');
    expect(next).not.toBe('');
  });
});

/** Each page leads to another one, with a name that was not there before. */
function endlessPages(): Attack {
  let number = 0;
  return (visitor) => {
    number += 1;
    return sendJson(visitor, { archives: [`${number}`], next: `${number}` });
  };
}

describe('a server that does not take what it asked for', () => {
  it.each([
    ['reads nothing of an upload', 0],
    ['reads an upload byte by byte', 1],
  ])('%s', async (_what, bytes) => {
    const server = await serveTls([
      attacker(async () => {}, base),
      async ({ socket, gone }) => {
        socket.pause();
        const reading = setInterval(() => socket.read(bytes), 20);
        await gone;
        clearInterval(reading);
      },
    ]);
    expect((await meet('upload', server, impatient, 30_000_000)).code).toBe('connection-timed-out');
  });

  it('refuses an upload before it has it: that is the answer', async () => {
    const server = await serveTls([
      attacker(async () => {}, base),
      async (visitor) => {
        await visitor.take('\r\n\r\n');
        await sendJson(visitor, { message: 'too much' }, '413 Content Too Large');
        await visitor.gone;
      },
    ]);
    const { code, sentence, next } = await meet('upload', server, {}, 30_000_000);
    expect(code).toBe('server-answered');
    expect(sentence).toBe('The server answered 413: too much');
    expect(next).toMatch(/^Send less at once/);
  });

  it('agrees to an upload before it has it', async () => {
    const server = await serveTls([
      attacker(async () => {}, base),
      async (visitor) => {
        await visitor.take('\r\n\r\n');
        await sendJson(visitor, { message: 'stored' });
        await visitor.gone;
      },
    ]);
    expect((await meet('upload', server, {}, 30_000_000)).code).toBe('server-misbehaved');
  });
});

describe('a server that is no server', () => {
  it('says nothing in the handshake', async () => {
    const { code } = await meet('login', await serveTcp(() => {}), impatient);
    expect(code).toBe('connection-timed-out');
  });

  it('closes at once', async () => {
    const { code } = await meet('login', await serveTls([({ socket }) => void socket.end()]));
    // In TLS 1.3, that is how some servers refuse a certificate.
    expect(['connection-lost', 'client-certificate-refused']).toContain(code);
  });

  it('answers the handshake with endless bytes', async () => {
    const { code } = await meet(
      'login',
      await serveTcp((socket) => {
        const again = () => socket.write(Buffer.alloc(65_536, 'x'), (error) => error ?? again());
        again();
      }),
    );
    expect(code).toBe('not-tls');
  });
});

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
    const { code, sentence } = await attacked('upload', created(location));
    expect(code).toBe('server-misbehaved');
    expect(sentence).toContain(reason);
  });

  it.each(['-1', '1e9', 'x', ''])('at the offset %j is not believed', async (offset) => {
    const { code } = await attacked('upload', (visitor, head) =>
      head.startsWith('POST')
        ? sendBody(visitor, '', '201 Created', 'Location: /files/1↵')
        : visitor.send(`HTTP/1.1 200 OK↵Upload-Offset: ${offset}↵↵`),
    );
    expect(code).toBe('server-misbehaved');
  });
});

it('no test of a hostile server took more memory than it should', async () => {
  const { peakMiB } = await attacked('login', async () => {});
  expect(peakMiB).toBeLessThan(largestPeakMiB);
});
