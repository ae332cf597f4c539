import { getEventListeners, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ExchangeOptions, exchange, type Response } from '../../src/net/http/exchange.ts';
import type { RequestBody } from '../../src/net/http/requestSender.ts';
import { defaultTimeouts, type Timeouts } from '../../src/net/timeouts.ts';
import { createSecureSocket } from '../../src/net/tls/createSecureSocket.ts';
import { loadTlsCredentials } from '../../src/net/tls/credentials.ts';
import { writeFiles } from './support/certificates.ts';
import { Chunks, textOf } from './support/client.ts';
import { type Script, serveTls, type TestServer } from './support/server.ts';

interface Connection extends TestServer {
  readonly socket: TLSSocket;
  readonly freed: () => number;
  readonly send: (body?: RequestBody, options?: Partial<ExchangeOptions>) => Promise<Response>;
}

/** A connection to a server that does what the script says. */
async function connect(script: Script, timeouts: Partial<Timeouts> = {}): Promise<Connection> {
  const accepted = Promise.withResolvers<void>();
  const server = await serveTls([
    (visitor) => {
      accepted.resolve();
      return script(visitor);
    },
  ]);
  const { peer } = server;
  const socket = await createSecureSocket({
    peer,
    credentials: await loadTlsCredentials(await writeFiles()),
  });
  onTestFinished(() => void socket.destroy());
  await accepted.promise;
  let freed = 0;
  const send: Connection['send'] = (body, options = {}) => {
    const method = body ? 'POST' : 'GET';
    const headers = [['Content-Length', String(body?.length ?? 0)]] as const;
    return exchange(socket, { method, target: '/x', headers }, body, {
      peer,
      authorityPath: 'ca.crt',
      timeouts: { ...defaultTimeouts, ...timeouts },
      isAccepted: () => true,
      onFree: () => {
        freed += 1;
      },
      ...options,
    });
  };
  return { ...server, socket, send, freed: () => freed };
}

function listenersOf(socket: TLSSocket): number {
  const events = ['data', 'end', 'error', 'close', 'timeout', 'drain'];
  return events.reduce((sum, event) => sum + socket.listenerCount(event), 0);
}

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

/** Chunks of which the last never comes. */
async function* stuck(...first: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* first;
  await new Promise(() => {});
}

/** Makes the time of idleness pass at once, three times over. */
async function timeOutThrice(socket: TLSSocket): Promise<void> {
  for (const _ of [1, 2, 3]) {
    socket.setTimeout(1);
    await once(socket, 'timeout');
  }
}

/** Settles when the system takes no more of what is written. */
async function stalled(socket: TLSSocket): Promise<void> {
  for (let rounds = 0, waiting = -1; rounds < 100; rounds += 1) {
    if (socket.writableLength !== waiting || waiting < 1024 * 1024) rounds = 0;
    waiting = socket.writableLength;
    await setImmediate();
  }
}

/** The pace of a transfer is watched by intervals, and by nothing else. */
function fakeIntervals(): void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
}

const never = new Promise<void>(() => {});
const enough = new Error('enough');

describe('a small request', () => {
  it('leaves in one write, head and body, however many chunks the body has', async () => {
    const records = Promise.withResolvers<string[]>();
    const { send } = await connect(async (visitor) => {
      await visitor.answer('ok');
      records.resolve(visitor.records);
    });
    await textOf(await send({ length: 6, chunks: chunksOf('ab', 'cd', 'ef') }));
    expect(await records.promise).toEqual(['POST /x HTTP/1.1\r\nContent-Length: 6\r\n\r\nabcdef']);
  });

  it('leaves in one write without a body', async () => {
    const records = Promise.withResolvers<string[]>();
    const { send } = await connect(async (visitor) => {
      await visitor.answer('ok');
      records.resolve(visitor.records);
    });
    await textOf(await send());
    expect(await records.promise).toEqual(['GET /x HTTP/1.1\r\nContent-Length: 0\r\n\r\n']);
  });
});

describe('a response', () => {
  it.each([
    ['of a length', 'HTTP/1.1 200 OK↵Content-Length: 5↵↵hello', 1],
    [
      'in chunks, with extensions and trailers',
      'HTTP/1.1 200 OK↵Transfer-Encoding: chunked↵↵2;x↵he↵3↵llo↵0↵A: b↵↵',
      1,
    ],
    [
      'after others that are not final',
      'HTTP/1.1 100 Continue↵↵HTTP/1.1 103 Hints↵A: b↵↵HTTP/1.1 200 OK↵Content-Length: 5↵↵hello',
      1,
    ],
    ['that says it is the last', 'HTTP/1.1 200 OK↵Connection: close↵Content-Length: 5↵↵hello', 0],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK↵Content-Length: 5↵↵hello', 0],
    ['followed by what nobody asked for', 'HTTP/1.1 200 OK↵Content-Length: 5↵↵helloHTTP/1.1 200 OK↵↵', 0],
  ])('%s is read', async (_what, text, freed) => {
    const gone = Promise.withResolvers<void>();
    const connection = await connect(async (visitor) => {
      await visitor.request();
      await visitor.send(text);
      await visitor.gone;
      gone.resolve();
    });
    const before = listenersOf(connection.socket);
    const response = await connection.send();
    expect(response.head.status).toBe(200);
    expect(await textOf(response)).toBe('hello');
    expect(connection.freed()).toBe(freed);
    expect(listenersOf(connection.socket)).toBe(before);
    if (freed === 0) await gone.promise;
  });

  it('is read byte by byte', async () => {
    const { send } = await connect(async (visitor) => {
      await visitor.request();
      for (const character of 'HTTP/1.1 200 OK↵Content-Length: 5↵↵hello') await visitor.send(character);
    });
    expect(await textOf(await send())).toBe('hello');
  });

  it('without a length ends with the connection', async () => {
    const { send, freed } = await connect(async (visitor) => {
      await visitor.request();
      visitor.socket.end('HTTP/1.1 200 OK\r\n\r\nhello');
    });
    expect(await textOf(await send())).toBe('hello');
    expect(freed()).toBe(0);
  });

  it.each([
    ['before it begins', ''],
    ['within its head', 'HTTP/1.1 200 OK↵Conte'],
    ['after an interim one', 'HTTP/1.1 100 Continue↵↵'],
  ])('is lost when the connection ends %s', async (_when, text) => {
    const { peer, send } = await connect(async (visitor) => {
      await visitor.request();
      visitor.socket.end(text.replaceAll('↵', '\r\n'));
    });
    await expect(send()).rejects.toMatchObject({ code: 'connection-lost', facts: peer });
  });

  it.each([
    ['a length', 'HTTP/1.1 200 OK↵Content-Length: 6↵↵hello'],
    ['chunks', 'HTTP/1.1 200 OK↵Transfer-Encoding: chunked↵↵5↵hello↵'],
  ])('with %s is lost when the connection ends in the middle of it', async (_what, text) => {
    const { peer, send } = await connect(async (visitor) => {
      await visitor.request();
      visitor.socket.end(text.replaceAll('↵', '\r\n'));
    });
    const { body } = await send();
    expect((await body.next()).value?.toString()).toBe('hello');
    await expect(body.next()).rejects.toMatchObject({ code: 'connection-lost', facts: peer });
  });

  it('is lost when the connection is reset in the middle of it', async () => {
    const cut = Promise.withResolvers<void>();
    const { peer, send } = await connect(async (visitor) => {
      await visitor.request();
      await visitor.send('HTTP/1.1 200 OK↵Content-Length: 6↵↵hello');
      await cut.promise;
      visitor.reset();
    });
    const response = await send();
    cut.resolve();
    await expect(textOf(response)).rejects.toMatchObject({ code: 'connection-lost', facts: peer });
  });

  it('without a length is lost when the connection is reset', async () => {
    const cut = Promise.withResolvers<void>();
    const { send } = await connect(async (visitor) => {
      await visitor.request();
      await visitor.send('HTTP/1.1 200 OK↵↵hello');
      await cut.promise;
      visitor.reset();
    });
    const response = await send();
    cut.resolve();
    await expect(textOf(response)).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('that is no HTTP is refused, with the reason, and the connection closed', async () => {
    const gone = Promise.withResolvers<void>();
    const { peer, send } = await connect(async (visitor) => {
      await visitor.request();
      await visitor.send('HTTP/1.1 200 OK↵Content-Length: 5↵Transfer-Encoding: chunked↵↵');
      await visitor.gone;
      gone.resolve();
    });
    await expect(send()).rejects.toMatchObject({
      code: 'server-misbehaved',
      facts: { ...peer, reason: 'both Content-Length and Transfer-Encoding' },
    });
    await gone.promise;
  });

  it('that goes wrong in its body fails there', async () => {
    const { send } = await connect(async (visitor) => {
      await visitor.request();
      await visitor.send('HTTP/1.1 200 OK↵Transfer-Encoding: chunked↵↵2↵hello↵');
    });
    await expect(textOf(await send())).rejects.toMatchObject({ code: 'server-misbehaved' });
  });

  it.each([
    ['a head', 'HTTP/1.1 200 OK↵', 'A: b↵'],
    ['a field', 'HTTP/1.1 200 OK↵A: ', 'b'.repeat(1000)],
    ['a status line', 'HTTP/1.1 200 ', 'OK'.repeat(500)],
    ['interim responses', '', 'HTTP/1.1 100 Continue↵↵'],
  ])('with %s without end is refused after little of it', async (_what, start, again) => {
    const connection = await connect(async (visitor) => {
      await visitor.request();
      await visitor.send(start);
      await visitor.sendForever(again.repeat(20));
    });
    await expect(connection.send()).rejects.toMatchObject({ code: 'server-misbehaved' });
    expect(connection.socket.bytesRead).toBeLessThan(256 * 1024);
  });

  it('that does not come is given up', async () => {
    const { peer, send } = await connect(() => never, { idle: 30 });
    await expect(send()).rejects.toMatchObject({
      code: 'connection-timed-out',
      facts: { ...peer, stage: 'response', seconds: 0.03 },
    });
  });

  it('that stops in the middle is given up', async () => {
    const { send } = await connect(
      async (visitor) => {
        await visitor.request();
        await visitor.send('HTTP/1.1 200 OK↵Content-Length: 6↵↵hello');
      },
      { idle: 30 },
    );
    await expect(send().then(textOf)).rejects.toMatchObject({ code: 'connection-timed-out' });
  });

  it('that should be short is given up when it is not there in time, however busy the server is', async () => {
    const { send } = await connect(
      async (visitor) => {
        await visitor.request();
        await visitor.send('HTTP/1.1 200 OK↵Transfer-Encoding: chunked↵↵');
        await visitor.sendForever('1↵x↵');
      },
      { answer: 30 },
    );
    await expect(send().then(textOf)).rejects.toMatchObject({
      code: 'connection-timed-out',
      facts: { stage: 'answer', seconds: 0.03 },
    });
  });
});

describe('a connection on which the server has not yet taken our certificate', () => {
  const isAccepted = () => false;

  it.each([
    ['closes', false],
    ['breaks off', true],
  ])('is refused when the server %s before the first byte', async (_what, isReset) => {
    const { peer, send } = await connect(async (visitor) => {
      await visitor.request();
      if (isReset) visitor.reset();
      else visitor.socket.end();
    });
    await expect(send(undefined, { isAccepted })).rejects.toMatchObject({
      code: 'client-certificate-refused',
      facts: peer,
    });
  });

  it('is refused in the words of the server where it has any', async () => {
    const { peer, socket, send } = await connect(() => never);
    const sending = send(undefined, { isAccepted });
    const alert = { code: 'ERR_SSL_TLSV1_ALERT_CERTIFICATE_REVOKED' };
    socket.destroy(Object.assign(new Error('alert'), alert));
    await expect(sending).rejects.toMatchObject({ code: 'client-certificate-revoked', facts: peer });
  });

  it('is not refused by a server that says nothing', async () => {
    const { send } = await connect(() => never, { idle: 30 });
    await expect(send(undefined, { isAccepted })).rejects.toMatchObject({ code: 'connection-timed-out' });
  });

  it('is lost when the server closes after it', async () => {
    const { send } = await connect(async (visitor) => {
      await visitor.request();
      visitor.socket.end('H');
    });
    await expect(send(undefined, { isAccepted })).rejects.toMatchObject({ code: 'connection-lost' });
  });
});

describe('an upload', () => {
  it('arrives whole', async () => {
    const body = new Chunks(40, 100_000);
    const received = Promise.withResolvers<number>();
    const { send, freed } = await connect(async (visitor) => {
      received.resolve((await visitor.request()).body.length);
      await visitor.send('HTTP/1.1 200 OK↵Content-Length: 2↵↵ok');
    });
    expect(await textOf(await send({ length: body.length, chunks: body }))).toBe('ok');
    expect(await received.promise).toBe(body.length);
    expect(body.isReleased).toBe(true);
    expect(freed()).toBe(1);
  });

  it('stops at an early final response, also where the server neither reads on nor closes', async () => {
    const full = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const body = new Chunks(100_000, 100_000);
    const { socket, send, freed } = await connect(async (visitor) => {
      await visitor.take('\r\n\r\n');
      visitor.socket.pause();
      await full.promise;
      await visitor.send('HTTP/1.1 413 Too Large↵Content-Length: 4↵↵fu');
      await answered.promise;
      await visitor.send('ll');
    });
    const sending = send({ length: body.length, chunks: body });
    await stalled(socket);
    full.resolve();
    const response = await sending;
    answered.resolve();
    expect(response.head.status).toBe(413);
    expect(await textOf(response)).toBe('full');
    expect(body.given).toBeLessThan(1000);
    expect(body.isReleased).toBe(true);
    expect(freed()).toBe(0);
    expect(socket.destroyed).toBe(true);
  });

  it('stops at an early final response while it waits for its own body', async () => {
    const { send } = await connect(async (visitor) => {
      await visitor.take('\r\n\r\n');
      await visitor.send('HTTP/1.1 507 Full↵Content-Length: 4↵↵full');
    });
    const response = await send({ length: 1_000_000, chunks: stuck(Buffer.alloc(1000)) });
    expect(response.head.status).toBe(507);
    expect(await textOf(response)).toBe('full');
  });

  it('does not believe in success before everything was sent', async () => {
    const { peer, send } = await connect(async (visitor) => {
      await visitor.take('\r\n\r\n');
      await visitor.send('HTTP/1.1 200 OK↵Content-Length: 2↵↵ok');
    });
    await expect(send({ length: 1_000_000, chunks: stuck(Buffer.alloc(1000)) })).rejects.toMatchObject({
      code: 'server-misbehaved',
      facts: { ...peer, reason: 'it agreed before it had everything' },
    });
  });

  it('fails with what its body throws, and closes the connection', async () => {
    const gone = Promise.withResolvers<void>();
    const { send, freed } = await connect(async (visitor) => {
      await visitor.gone;
      gone.resolve();
    });
    async function* broken() {
      yield Buffer.alloc(50_000);
      throw enough;
    }
    await expect(send({ length: 100_000, chunks: broken() })).rejects.toBe(enough);
    await gone.promise;
    expect(freed()).toBe(0);
  });

  it('that is small fails with what its body throws, nothing sent', async () => {
    const received = Promise.withResolvers<string[]>();
    const { send } = await connect(async (visitor) => {
      await visitor.gone;
      received.resolve(visitor.records);
    });
    async function* broken() {
      yield Buffer.alloc(5);
      throw enough;
    }
    await expect(send({ length: 10, chunks: broken() })).rejects.toBe(enough);
    expect(await received.promise).toEqual([]);
  });

  it('fails with what its body throws after the last byte, though the server agreed and is asked other things', async () => {
    const answered = Promise.withResolvers<void>();
    const { socket, send, freed } = await connect((visitor) => visitor.answer('ok'));
    socket.once('data', () => answered.resolve());
    async function* broken() {
      yield Buffer.alloc(50_000);
      await answered.promise;
      throw enough;
    }
    await expect(send({ length: 50_000, chunks: broken() })).rejects.toBe(enough);
    expect([freed(), socket.destroyed]).toEqual([1, false]);
  });

  it.each([
    ['more', 49_999],
    ['less', 50_001],
    ['more, in little', 999],
  ])('fails when its body has %s than it announces, which is never sent', async (_what, length) => {
    const received = Promise.withResolvers<string>();
    const { send } = await connect(async (visitor) => {
      await visitor.gone;
      received.resolve(visitor.records.join(''));
    });
    const chunks = length < 1000 ? new Chunks(2, 500) : new Chunks(5, 10_000);
    await expect(send({ length, chunks })).rejects.toThrow(RangeError);
    expect(chunks.isReleased).toBe(true);
    const [, body = ''] = (await received.promise).split('\r\n\r\n');
    expect(body.length).toBeLessThanOrEqual(length);
  });

  it('is lost with the connection, also while it waits for its own body', async () => {
    const { peer, send } = await connect(async (visitor) => {
      await visitor.take('\r\n\r\n');
      visitor.socket.destroy();
    });
    const lost = send({ length: 1_000_000, chunks: stuck(Buffer.alloc(1000)) });
    await expect(lost).rejects.toMatchObject({ code: 'connection-lost', facts: peer });
  });

  it('is lost when the server closes only its own direction', async () => {
    const { send } = await connect(async (visitor) => {
      await visitor.take('\r\n\r\n');
      visitor.socket.pause();
      visitor.socket.end();
    });
    const body = new Chunks(1000, 100_000);
    await expect(send({ length: body.length, chunks: body })).rejects.toMatchObject({
      code: 'connection-lost',
    });
    expect(body.given).toBeLessThan(1000);
  });

  it('is lost when the server closes its direction and reads no more either', async () => {
    const full = Promise.withResolvers<void>();
    const { socket, send } = await connect(async (visitor) => {
      await visitor.take('\r\n\r\n');
      visitor.socket.pause();
      await full.promise;
      visitor.socket.end();
    });
    const body = new Chunks(1000, 100_000);
    const sending = send({ length: body.length, chunks: body });
    await stalled(socket);
    full.resolve();
    await expect(sending).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('is given up when the server reads no more, with little of it waiting', async () => {
    const { send } = await connect(
      async (visitor) => {
        await visitor.take('\r\n\r\n');
        visitor.socket.pause();
      },
      { idle: 100 },
    );
    const body = new Chunks(100_000, 100_000);
    await expect(send({ length: body.length, chunks: body })).rejects.toMatchObject({
      code: 'connection-timed-out',
      facts: { stage: 'response' },
    });
    expect(body.given).toBeLessThan(200);
  });

  it('may be as slow as its body is, also before it begins', async () => {
    const { socket, send } = await connect((visitor) => visitor.answer('ok'));
    async function* slow() {
      for (const _ of [1, 2]) {
        do await setImmediate();
        while (socket.writableLength > 0);
        await timeOutThrice(socket);
        yield Buffer.alloc(20_000);
      }
    }
    expect(await textOf(await send({ length: 40_000, chunks: slow() }))).toBe('ok');
  });

  it('may be stored in silence before it is confirmed', async () => {
    const stored = Promise.withResolvers<void>();
    const { socket, send } = await connect(async (visitor) => {
      await visitor.request();
      await stored.promise;
      await visitor.send('HTTP/1.1 200 OK↵Content-Length: 2↵↵ok');
    });
    const body = new Chunks(1, 20_000);
    const sending = send({ length: body.length, chunks: body }, { awaited: 'confirmation' });
    await timeOutThrice(socket);
    stored.resolve();
    expect(await textOf(await sending)).toBe('ok');
  });

  it('is given up when the server goes on reading hardly anything', async () => {
    const { peer, socket, send } = await connect(async (visitor) => {
      await visitor.take('\r\n\r\n');
      visitor.socket.pause();
    });
    fakeIntervals();
    const body = new Chunks(100_000, 100_000);
    const sending = send({ length: body.length, chunks: body });
    const refused = expect(sending).rejects.toMatchObject({
      code: 'connection-timed-out',
      facts: { ...peer, stage: 'transfer', seconds: 600 },
    });
    await stalled(socket);
    vi.advanceTimersByTime(600_000);
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(600_000);
    await refused;
  });

  it('is aborted in the middle, and its body released', async () => {
    const gone = Promise.withResolvers<void>();
    const abort = new AbortController();
    const { send } = await connect(async (visitor) => {
      await visitor.take('\r\n\r\n');
      abort.abort(enough);
      await visitor.gone;
      gone.resolve();
    });
    const body = new Chunks(100_000, 100_000);
    await expect(send({ length: body.length, chunks: body }, { signal: abort.signal })).rejects.toBe(enough);
    expect(body.given).toBeLessThan(10_000);
    expect(body.isReleased).toBe(true);
    await gone.promise;
  });

  it('is aborted while it waits for its own body', async () => {
    const abort = new AbortController();
    const { send } = await connect(async (visitor) => {
      await visitor.take('\r\n\r\n');
      abort.abort(enough);
    });
    const chunks = stuck(Buffer.alloc(1000));
    await expect(send({ length: 100_000, chunks }, { signal: abort.signal })).rejects.toBe(enough);
  });
});

describe('a download', () => {
  const size = 64 * 1024 * 1024;
  const large: Script = async (visitor) => {
    await visitor.request();
    await visitor.send(`HTTP/1.1 200 OK↵Content-Length: ${size}↵↵`);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let sent = 0; sent < size; sent += chunk.length) {
      if (!visitor.socket.write(chunk)) await Promise.race([once(visitor.socket, 'drain'), visitor.gone]);
    }
    await visitor.gone;
  };

  /** Settles when the socket is told to wait. */
  function paused(socket: TLSSocket): Promise<void> {
    return new Promise((resolve) => {
      const pause = socket.pause.bind(socket);
      socket.pause = () => {
        resolve();
        return pause();
      };
    });
  }

  it('waits for its reader, and holds little meanwhile', async () => {
    const { socket, send, freed } = await connect(large);
    const held = paused(socket);
    const response = await send();
    await held;
    expect(socket.bytesRead).toBeLessThan(3 * 1024 * 1024);
    expect(freed()).toBe(0);
    expect((await textOf(response)).length).toBe(size);
    expect(freed()).toBe(1);
  });

  it('waits for its reader however long that takes', async () => {
    const { socket, send } = await connect(large);
    const held = paused(socket);
    const response = await send();
    await held;
    await timeOutThrice(socket);
    expect((await textOf(response)).length).toBe(size);
  });

  it('may take longer than an answer, and is given up when it hardly moves', async () => {
    const { socket, send } = await connect(async (visitor) => {
      await visitor.request();
      await visitor.send(`HTTP/1.1 200 OK↵Content-Length: ${size}↵↵${'x'.repeat(20_000)}`);
    });
    fakeIntervals();
    const { body } = await send(undefined, { awaited: 'archive' });
    await body.next();
    vi.advanceTimersByTime(60_000);
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(60_000);
    await expect(drain(body)).rejects.toMatchObject({
      code: 'connection-timed-out',
      facts: { stage: 'transfer', seconds: 60 },
    });
  });

  it('is not blamed for the time that its reader took', async () => {
    const { socket, send } = await connect(large);
    fakeIntervals();
    const held = paused(socket);
    const { body } = await send(undefined, { awaited: 'archive' });
    await held;
    vi.advanceTimersByTime(600_000);
    const resumed = vi.spyOn(socket, 'resume');
    while (resumed.mock.calls.length === 0) await body.next();
    vi.advanceTimersByTime(60_000);
    expect(socket.destroyed).toBe(false);
  });

  it('is aborted in the middle', async () => {
    const abort = new AbortController();
    const { socket, send } = await connect(large);
    const { body } = await send(undefined, { signal: abort.signal });
    await body.next();
    abort.abort(enough);
    await expect(drain(body)).rejects.toBe(enough);
    expect(socket.destroyed).toBe(true);
  });

  it.each([
    ['before it is read', 0],
    ['in the middle', 3],
  ])('closes the connection when it is left %s', async (_when, pieces) => {
    const { socket, send, freed } = await connect(large);
    const { body } = await send();
    for (let count = 0; count < pieces; count += 1) await body.next();
    await body.return?.();
    expect(socket.destroyed).toBe(true);
    expect((await body.next()).done).toBe(true);
    expect(freed()).toBe(0);
  });
});

describe('a signal', () => {
  it('that was aborted before the request closes the connection, nothing sent', async () => {
    const received = Promise.withResolvers<string[]>();
    const { send } = await connect(async (visitor) => {
      await visitor.gone;
      received.resolve(visitor.records);
    });
    await expect(send(undefined, { signal: AbortSignal.abort(enough) })).rejects.toBe(enough);
    expect(await received.promise).toEqual([]);
  });

  it('is let go with the response, as is the clock', async () => {
    const { signal } = new AbortController();
    const started = vi.spyOn(globalThis, 'setTimeout');
    const stopped = vi.spyOn(globalThis, 'clearTimeout');
    onTestFinished(() => void vi.restoreAllMocks());
    const { socket, send } = await connect((visitor) => visitor.answer('ok'), { answer: 54_321 });
    await textOf(await send(undefined, { signal }));
    const index = started.mock.calls.findIndex(([, milliseconds]) => milliseconds === 54_321);
    expect(stopped).toHaveBeenCalledWith(started.mock.results[index]?.value);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(socket.timeout).toBe(0);
  });

  it('is let go when it is aborted, as are the clock and the connection', async () => {
    const abort = new AbortController();
    const { socket, send } = await connect(() => never);
    const before = listenersOf(socket);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const sending = send(undefined, { signal: abort.signal });
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    abort.abort(enough);
    await expect(sending).rejects.toBe(enough);
    expect(vi.getTimerCount()).toBe(0);
    expect(listenersOf(socket)).toBe(before);
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  });

  it('aborted after the response does nothing any more', async () => {
    const abort = new AbortController();
    const { socket, send } = await connect((visitor) => visitor.answer('ok'));
    expect(await textOf(await send(undefined, { signal: abort.signal }))).toBe('ok');
    abort.abort(enough);
    expect(socket.destroyed).toBe(false);
  });
});

async function drain(body: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of body);
}
