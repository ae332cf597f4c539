import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RequestSender } from '../../../src/net/http/requestSender.ts';

const head = Buffer.from('POST /x HTTP/1.1\r\n\r\n');

/** A sender on a line that takes one write at a time, when told to; and what its watcher is told. */
function createSender() {
  const events: string[] = [];
  const waiting: (() => void)[] = [];
  const line = new Writable({ write: (_bytes, _encoding, done) => void waiting.push(done) });
  const sender = new RequestSender(line, {
    moved: (bytes) => events.push(`moved ${bytes}`),
    left: () => events.push('left'),
  });
  /** Lets one write leave, and gives what was told of it. */
  const leave = async () => {
    events.length = 0;
    waiting.shift()?.();
    await setImmediate();
    return [...events];
  };
  return { sender, line, events, leave };
}

describe('the sender of a request', () => {
  it('tells of a small one when it is handed over, and when it has left', async () => {
    const { sender, events, leave } = createSender();
    async function* chunks() {
      yield Buffer.alloc(80);
    }
    await sender.send(head, { length: 80, chunks: chunks() });
    expect(events).toEqual(['moved 100']);
    expect(sender.isSent).toBe(true);
    expect(await leave()).toEqual(['moved 100', 'left']);
  });

  it('says that a large one has left when its last byte has, however long the body takes', async () => {
    const { sender, events, leave } = createSender();
    const ready = Promise.withResolvers<void>();
    async function* chunks() {
      await ready.promise;
      yield Buffer.alloc(20_000);
      yield Buffer.alloc(30_000);
    }
    const sending = sender.send(head, { length: 50_000, chunks: chunks() });
    expect(await leave()).toEqual(['moved 20']);
    expect(sender).toMatchObject({ isSent: false, isWaitingForBody: true });
    ready.resolve();
    await sending;
    expect(events).toEqual(['moved 20', 'moved 20000', 'moved 30000']);
    expect(sender).toMatchObject({ isSent: true, isWaitingForBody: false });
    expect(await leave()).toEqual(['moved 20000']);
    expect(await leave()).toEqual(['moved 30000', 'left']);
  });

  it('sends nothing of a small one that is stopped before its body is there', async () => {
    const { sender, line } = createSender();
    async function* chunks() {
      yield Buffer.alloc(5);
      await new Promise(() => {});
    }
    const sending = sender.send(head, { length: 10, chunks: chunks() });
    sender.stop();
    await sending;
    expect(line.writableLength).toBe(0);
    expect(sender.isSent).toBe(false);
  });
});
