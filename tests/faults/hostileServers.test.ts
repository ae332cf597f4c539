import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { noise } from '../crypto/support/rawTar.ts';
import { serveTcp, serveTls } from '../net/support/server.ts';
import {
  attacked,
  base,
  largestPeakMiB,
  meet,
  ok,
  prepareClientProcess,
  sends,
} from './support/hostileClient.ts';
import { type Attack, attacker, drip, everything, sendBody, sendJson } from './support/hostileServer.ts';
import type { Operation } from './support/tasks.ts';

prepareClientProcess();

const impatient: Config['timeouts'] = { handshake: 0.4, idle: 0.4, answer: 0.5, work: 0.5, pace: 0.5 };
const chunked = `${ok}Transfer-Encoding: chunked↵↵`;

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
    expect((await meet('upload', server, impatient, noise(30_000_000))).code).toBe('connection-timed-out');
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
    const { code, sentence, next } = await meet('upload', server, {}, noise(30_000_000));
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
    expect((await meet('upload', server, {}, noise(30_000_000))).code).toBe('server-misbehaved');
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

it('no test of a hostile server took more memory than it should', async () => {
  const { peakMiB } = await attacked('login', async () => {});
  expect(peakMiB).toBeLessThan(largestPeakMiB);
});
