import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { receiveBody } from '../../src/server/receiveBody.ts';
import { RequestBody } from '../../src/server/requestBody.ts';

afterEach(() => vi.useRealTimers());

/** The pieces that a body is written in. */
async function piecesOf(stream: PassThrough, pieces: 'whole' | 'prompt', expected = 100): Promise<string[]> {
  const written: string[] = [];
  await receiveBody(new RequestBody(stream), expected, pieces, async (bytes, position) => {
    written.push(`${position}:${bytes.toString()}`);
  });
  return written;
}

/** Writes, and waits until that has been read. */
async function arrive(stream: PassThrough, bytes: Buffer | string): Promise<void> {
  const read = once(stream, 'data');
  stream.write(bytes);
  await read;
}

describe('a body', () => {
  it('is written in pieces of the size of the buffer, whatever it comes in', async () => {
    const stream = new PassThrough();
    const written = piecesOf(stream, 'whole', 4);
    for (const chunk of ['a', 'bcdef', 'gh', 'i']) stream.write(chunk);
    stream.end();
    expect(await written).toEqual(['0:abcd', '4:efgh', '8:i']);
  });

  it('gives the memory of its chunks back as soon as they are copied', async () => {
    const stream = new PassThrough();
    const written = piecesOf(stream, 'whole', 4);
    const chunks = ['abcdef', 'gh'].map((text) => {
      const chunk = Buffer.allocUnsafeSlow(text.length);
      chunk.write(text);
      return chunk;
    });
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    expect(await written).toEqual(['0:abcd', '4:efgh']);
    expect(chunks.map(({ length }) => length)).toEqual([0, 0]);
  });

  it('that is prompt does not wait long for a buffer to become full', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stream = new PassThrough();
    const written = piecesOf(stream, 'prompt');
    stream.write('early');
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    vi.advanceTimersByTime(250);
    stream.end('late');
    expect((await written).join('')).toMatch(/^0:early5:late$/);
  });

  it('that ends early is written as far as it came, when it is prompt', async () => {
    const stream = new PassThrough();
    const written: string[] = [];
    const received = receiveBody(new RequestBody(stream), 100, 'prompt', async (bytes) => {
      written.push(bytes.toString());
    });
    received.catch(() => undefined);
    await arrive(stream, 'half');
    stream.destroy();
    await expect(received).rejects.toMatchObject({ name: 'ClientGone' });
    expect(written).toEqual(['half']);
  });

  it('of a client that had left before is not waited for', async () => {
    const stream = new PassThrough();
    stream.destroy();
    await once(stream, 'close');
    await expect(piecesOf(stream, 'whole')).rejects.toMatchObject({ name: 'ClientGone' });
  });

  it('that only trickles is given up after a minute', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const stream = new PassThrough();
    const received = piecesOf(stream, 'whole', 1_000_000);
    received.catch(() => undefined);
    await arrive(stream, Buffer.alloc(6000));
    vi.advanceTimersByTime(60_000);
    expect(stream.destroyed).toBe(false);
    await arrive(stream, Buffer.alloc(60));
    vi.advanceTimersByTime(60_000);
    expect(stream.destroyed).toBe(true);
    await expect(received).rejects.toMatchObject({ name: 'ClientGone' });
  });
});
