/**
 * A server that costs next to nothing, so that a client alone can be seen: it throws away what is uploaded, by our
 * protocol or by `PUT`, and sends files of a folder. Started as `bareSink.ts PORT CERTIFICATE KEY AUTHORITY FOLDER`.
 */
import { createReadStream, readFileSync, type Stats, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { basename, join } from 'node:path';

const [port, cert = '', key = '', ca = '', folder = ''] = process.argv.slice(2);
const capabilities = {
  raw: true,
  range: true,
  list: 2,
  delete: true,
  tus: { path: '/files/', version: '1.0.0', extensions: ['creation', 'termination'] },
};
/** How much of each resumable upload has come. */
const offsets = new Map<string, number>();

const options = {
  cert: readFileSync(cert),
  key: readFileSync(key),
  ca: readFileSync(ca),
  requestCert: true,
  rejectUnauthorized: true,
  keepAliveTimeout: 60_000,
};
createServer(options, (request, response) => {
  response.on('error', () => {});
  const { method = '', url = '' } = request;
  const path = url.split('?')[0] ?? '';
  if (method === 'GET' || method === 'HEAD') {
    answerQuestion(request, response, method, path);
    return;
  }
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
  });
  request.on('end', () => answerUpload(request, response, method, path, length));
}).listen(Number(port), '127.0.0.1');

function answerUpload(
  { headers }: IncomingMessage,
  response: ServerResponse,
  method: string,
  path: string,
  length: number,
): void {
  if (method === 'PATCH') {
    const offset = Number(headers['upload-offset']) + length;
    offsets.set(path, offset);
    response.writeHead(204, { 'Tus-Resumable': '1.0.0', 'Upload-Offset': offset }).end();
  } else if (path === '/files/') {
    const location = `/files/${offsets.size}`;
    offsets.set(location, 0);
    response.writeHead(201, { 'Tus-Resumable': '1.0.0', Location: location }).end();
  } else if (method === 'DELETE') response.writeHead(204, { 'Tus-Resumable': '1.0.0' }).end();
  else if (path === '/login') {
    json(response, 200, { message: 'Welcome', session_id: 'bench', expires_in: 3600, capabilities });
  } else json(response, 200, { message: 'Thrown away' });
}

function answerQuestion(
  { headers }: IncomingMessage,
  response: ServerResponse,
  method: string,
  path: string,
): void {
  const name = path === '/download-file' ? String(headers['file-name']) : path;
  const file = join(folder, basename(name));
  const offset = offsets.get(path);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (offset !== undefined) {
    response.writeHead(200, { 'Tus-Resumable': '1.0.0', 'Upload-Offset': offset }).end();
  } else if (path === '/get-files') json(response, 404, { message: 'No archives found' });
  else if (!stats?.isFile()) json(response, 404, { message: 'No such archive' });
  else sendFile(response, file, stats, headers.range, method === 'HEAD');
}

function sendFile(
  response: ServerResponse,
  file: string,
  { size, mtimeMs }: Stats,
  range: string | undefined,
  isHeadOnly: boolean,
): void {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const start = Number(first ?? 0);
  const end = last ? Math.min(Number(last), size - 1) : size - 1;
  response.writeHead(first === undefined ? 200 : 206, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': end - start + 1,
    'Accept-Ranges': 'bytes',
    ETag: `"${size}-${mtimeMs}"`,
    ...(first !== undefined && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (isHeadOnly) response.end();
  else createReadStream(file, { start, end, highWaterMark: 256 * 1024 }).pipe(response);
}

function json(response: ServerResponse, status: number, answer: object): void {
  const body = JSON.stringify(answer);
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
    .end(body);
}
