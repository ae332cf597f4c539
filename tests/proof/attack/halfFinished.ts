import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newIdentity, type Serving } from '../serving.ts';
import { Caller } from './caller.ts';

/** Of the account that finishes nothing. */
export const idleAccount = 'idle';

const atOnce = 16;

export interface HalfFinished {
  readonly begun: number;
  readonly refused: number;
  /** What is in the data folder of it while the account may still go on. */
  readonly files: number;
  readonly failures: readonly string[];
}

/**
 * Begins so many resumable uploads, some with a piece, and as many in one request that are cut off in the middle; and finishes
 * as many over and over again that are empty.
 */
export async function beginUploads(
  serving: Serving,
  uploads: number,
  signal: AbortSignal,
): Promise<HalfFinished> {
  const caller = new Caller(serving.port, await newIdentity());
  const session = await caller.sessionOf(idleAccount);
  const failures: string[] = [];
  let [begun, refused, next] = [0, 0, 0];
  const create = async (index: number, length: number): Promise<number> => {
    const { status } = await caller.ask({
      method: 'POST',
      path: '/files/',
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Length': String(length),
        'Upload-Metadata': `filename YQ==,padding ${'QUFB'.repeat(2000)}`,
        ...(index % 2 === 0 && length > 0 && { 'Content-Type': 'application/offset+octet-stream' }),
      },
      ...(index % 2 === 0 && length > 0 && { body: 'a piece' }),
      session,
    });
    return status;
  };
  const beginner = async (): Promise<void> => {
    for (let index = next++; index < uploads && !signal.aborted; index = next++) {
      const status = await create(index, 1_000_000);
      if (status === 201) begun += 1;
      else if (status === 507) refused += 1;
      else failures.push(`A resumable upload was answered with ${status}`);
      await cutOff(caller, session);
    }
  };
  // First, as nothing of it would be taken afterwards.
  for (let index = 0; index < uploads && !signal.aborted; index += 1) {
    const status = await create(index, 0);
    if (status !== 201) failures.push(`An empty upload was answered with ${status}`);
  }
  await Promise.all(Array.from({ length: atOnce }, beginner));
  if (begun > 100) failures.push(`${begun} unfinished uploads of one account were taken`);
  caller.close();
  return { begun, refused, files: await filesOf(serving), failures };
}

/** The number of unfinished uploads that lie in a data folder. */
export async function filesOf({ dataFolder }: Serving): Promise<number> {
  const names = await Promise.all(
    [join(dataFolder, 'incoming'), join(dataFolder, 'uploads', idleAccount)].map((folder) => readdir(folder)),
  );
  return names.flat().length;
}

/** An upload in one request that ends before its body does. */
async function cutOff(caller: Caller, session: string): Promise<void> {
  const socket = await caller.open();
  const head = `POST /upload-file HTTP/1.1\r\nHost: x\r\nAuthorization: ${session}\r\nFile-Name: cut.enc\r\n`;
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(`${head}Content-Length: 1000000\r\n\r\n${'x'.repeat(10_000)}`, () => socket.destroy());
  await closed;
}
