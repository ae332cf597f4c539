import { describe, expect, it } from 'vitest';
import { BodyQueue } from '../../../src/net/http/bodyQueue.ts';
import { collect } from './stream.ts';

const mebibyte = 1024 * 1024;

/** A queue, and what it did with its socket. */
function createQueue() {
  const events: string[] = [];
  const socket = { pause: () => events.push('pause'), resume: () => events.push('resume') };
  const queue = new BodyQueue(socket, () => events.push('abandon'));
  return { queue, events };
}

describe('the queue between the parser and the reader of a body', () => {
  it('gives what there is of a slow body after a while, and waits in between', async () => {
    const { queue, events } = createQueue();
    queue.push(Buffer.from('a'));
    expect((await queue.next()).value).toEqual(Buffer.from('a'));
    const waiting = queue.next();
    queue.push(Buffer.from('b'));
    expect((await waiting).value).toEqual(Buffer.from('b'));
    queue.end();
    expect((await queue.next()).done).toBe(true);
    expect((await queue.next()).done).toBe(true);
    expect(events).toEqual([]);
  });

  it('takes no more memory for many small pieces than for few large ones', async () => {
    const { queue } = createQueue();
    const memory = new Set<ArrayBufferLike>();
    let text = '';
    for (let count = 0; count < 3; count += 1) {
      const waiting = queue.next();
      queue.push(Buffer.from(String(count)));
      const { value } = await waiting;
      if (value) memory.add(value.buffer);
      text += value;
    }
    expect([text, memory.size]).toEqual(['012', 1]);
  });

  it('collects small pieces into large ones, in memory of its own', async () => {
    const { queue } = createQueue();
    const memory = Buffer.alloc(16 * 1024);
    for (let count = 0; count < 100; count += 1) queue.push(memory.fill(count));
    queue.end();
    const pieces: Buffer[] = [];
    for await (const piece of queue) pieces.push(piece);
    expect(pieces.map(({ length }) => length / 1024)).toEqual([16, ...Array(12).fill(128), 48]);
    const all = Buffer.concat(pieces);
    for (let count = 0; count < 100; count += 1) expect(all[count * memory.length]).toBe(count);
  });

  it('holds the socket back above one MiB, until half of it is read', async () => {
    const { queue, events } = createQueue();
    for (let count = 0; count < 4; count += 1) queue.push(Buffer.alloc(mebibyte / 4));
    expect(events).toEqual([]);
    queue.push(Buffer.alloc(1));
    expect(events).toEqual(['pause']);
    expect(queue.isHeld).toBe(true);
    await queue.next();
    expect(events).toEqual(['pause']);
    for (let read = 0; read < mebibyte / 2; ) read += ((await queue.next()).value ?? '').length;
    expect(events).toEqual(['pause', 'resume']);
    expect(queue.isHeld).toBe(false);
  });

  it('lets the socket go once the body is complete, and does not touch it any more', async () => {
    const { queue, events } = createQueue();
    queue.push(Buffer.alloc(2 * mebibyte, 'x'));
    queue.end();
    expect(events).toEqual(['pause', 'resume']);
    expect(await collect(queue)).toHaveLength(2 * mebibyte);
    expect(events).toEqual(['pause', 'resume']);
  });

  it('gives what came before a failure, then throws it', async () => {
    const { queue } = createQueue();
    queue.push(Buffer.from('a'));
    queue.fail(new Error('first'));
    queue.fail(new Error('second'));
    expect((await queue.next()).done).toBe(false);
    await expect(queue.next()).rejects.toThrow('first');
  });

  it('throws also what is falsy', async () => {
    const { queue } = createQueue();
    queue.fail(undefined);
    await expect(queue.next()).rejects.toBeUndefined();
  });

  it('ends for a reader who waits when the body fails', async () => {
    const { queue } = createQueue();
    const waiting = queue.next();
    queue.fail(new Error('lost'));
    await expect(waiting).rejects.toThrow('lost');
  });

  it('says that the body is abandoned when it is returned, even before its first piece', async () => {
    const { queue, events } = createQueue();
    await queue.return();
    await queue.return();
    expect(events).toEqual(['abandon']);
    expect((await queue.next()).done).toBe(true);
  });

  it('says nothing when a complete body is returned unread', async () => {
    const { queue, events } = createQueue();
    queue.push(Buffer.from('a'));
    queue.end();
    await queue.return();
    expect(events).toEqual([]);
    expect((await queue.next()).done).toBe(true);
  });
});
