import { writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { newIdentity, type Serving } from '../serving.ts';
import { Caller } from './caller.ts';

/** Of the account that is slow on purpose. */
export const slowAccount = 'slow';

const dripMilliseconds = 500;

export interface Slowness {
  readonly connections: number;
  /** How many the account lists that nobody reads. */
  readonly archives: number;
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/**
 * Keeps so many connections open that bring or take next to nothing: a fifth each before the handshake, in the head of a
 * request, in a body, in the middle of a download, and in a list of everything. What the server closes is opened again.
 *
 * @returns how many connections were opened
 */
export async function beSlow(
  serving: Serving,
  { connections, archives, milliseconds, signal }: Slowness,
): Promise<number> {
  const caller = new Caller(serving.port, await newIdentity());
  const session = await caller.sessionOf(slowAccount);
  await caller.ask({
    method: 'POST',
    path: '/upload-file',
    headers: { 'File-Name': 'large.enc' },
    body: Buffer.alloc(16 * 2 ** 20),
    session,
  });
  await addArchives(join(serving.dataFolder, 'archives', slowAccount), archives);
  const head = (method: string, path: string) =>
    `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${session}\r\nFile-Name: large.enc\r\n`;
  const kinds: readonly (() => { socket: Socket; drip: string })[] = [
    () => ({ socket: connect(serving.port, '127.0.0.1'), drip: '\x16' }),
    () => ({ socket: begun(caller, head('GET', '/get-files')), drip: 'X-Slow: x\r\n' }),
    () => ({
      socket: begun(
        caller,
        `${head('POST', '/upload-file').replace('large', 'slow')}Content-Length: 1000000\r\n\r\n`,
      ),
      drip: 'x',
    }),
    () => ({
      socket: begun(
        caller,
        `${head('GET', '/download-file')}Accept: application/octet-stream\r\n\r\n`,
      ).pause(),
      drip: '',
    }),
    () => ({ socket: begun(caller, `${head('GET', '/get-files')}\r\n`).pause(), drip: '' }),
  ];
  const open = new Map<number, { socket: Socket; drip: string }>();
  let opened = 0;
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline && !signal.aborted) {
    for (let index = 0; index < connections; index += 1) {
      const slow = open.get(index);
      if (slow !== undefined && !slow.socket.destroyed) {
        if (slow.drip !== '') slow.socket.write(slow.drip);
        continue;
      }
      const next = kinds[index % kinds.length]?.();
      if (next === undefined) continue;
      next.socket.on('error', () => undefined);
      open.set(index, next);
      opened += 1;
      // The handshakes of our own process must not keep the normal client waiting.
      if (opened % 20 === 0) await pause(10);
    }
    await pause(dripMilliseconds);
  }
  for (const { socket } of open.values()) socket.destroy();
  caller.close();
  return opened;
}

/** As whoever copies them into the data folder. */
async function addArchives(folder: string, count: number): Promise<void> {
  const batch = 500;
  for (let first = 0; first < count; first += batch) {
    const indices = Array.from({ length: Math.min(batch, count - first) }, (_, index) => first + index);
    await Promise.all(indices.map((index) => writeFile(join(folder, `archive-${index}.enc`), '')));
  }
}

function begun(caller: Caller, bytes: string): Socket {
  const socket = caller.begin();
  socket.write(bytes);
  return socket;
}
