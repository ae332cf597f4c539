import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { password, username } from '../peers/ours.ts';
import type { Server } from '../processes.ts';
import type { Stage } from '../stage.ts';

const piece = Buffer.alloc(64 * 1024, 'x');
const loginAnswer = z.object({ session_id: z.string() });

/** Sends archives over as many connections at once, resumably as our client does, from this process. */
export async function uploadAtOnce(
  { certificates, scale }: Stage,
  { port }: Server,
  signal: AbortSignal,
): Promise<void> {
  const { authority, client } = certificates;
  const common: RequestOptions = {
    host: '127.0.0.1',
    port,
    ca: await readFile(authority),
    cert: await readFile(client.certificate),
    key: await readFile(client.key),
    agent: false,
    signal,
  };
  const login = JSON.stringify({ username, password });
  const headers = { 'Content-Type': 'application/json', 'Content-Length': login.length };
  const welcome = await send({ ...common, method: 'POST', path: '/login', headers }, [Buffer.from(login)]);
  const session = loginAnswer.parse(JSON.parse((await buffer(welcome)).toString())).session_id;
  const tus = { Authorization: session, 'Tus-Resumable': '1.0.0' };

  async function uploadOne(number: number): Promise<void> {
    const name = Buffer.from(`at-once-${number}.enc`).toString('base64');
    const size = { 'Upload-Length': scale.atOnceBytes, 'Upload-Metadata': `filename ${name}` };
    const created = await send({ ...common, method: 'POST', path: '/files/', headers: { ...tus, ...size } });
    created.resume();
    const stream = {
      'Upload-Offset': 0,
      'Content-Type': 'application/offset+octet-stream',
      'Content-Length': scale.atOnceBytes,
    };
    const path = created.headers.location ?? '';
    const pieces = Array.from({ length: scale.atOnceBytes / piece.length }, () => piece);
    const stored = await send({ ...common, method: 'PATCH', path, headers: { ...tus, ...stream } }, pieces);
    stored.resume();
    if (stored.statusCode !== 204) throw new Error(`The server answered ${stored.statusCode} to an upload.`);
  }

  await Promise.all(Array.from({ length: scale.uploadsAtOnce }, (_, number) => uploadOne(number)));
}

async function send(options: RequestOptions, body: readonly Buffer[] = []): Promise<IncomingMessage> {
  const sent = request(options);
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  // Awaited below; an error on the way must not count as unhandled before.
  answered.catch(() => {});
  for (const chunk of body) if (!sent.write(chunk)) await once(sent, 'drain');
  sent.end();
  const [response] = await answered;
  return response;
}
