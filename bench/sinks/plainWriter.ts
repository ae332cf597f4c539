/**
 * The most that this Node.js can send over TLS: the same bytes of memory again and again, unread and unsealed.
 * Started as `plainWriter.ts PORT CERTIFICATE KEY AUTHORITY BYTES`.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';

const [port, cert = '', key = '', ca = '', bytes] = process.argv.slice(2);
const length = Number(bytes);
const piece = Buffer.alloc(256 * 1024, 'x');
const socket = connect({
  port: Number(port),
  host: '127.0.0.1',
  cert: readFileSync(cert),
  key: readFileSync(key),
  ca: readFileSync(ca),
});
socket.write(
  `PUT /plain HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`,
);
let sent = 0;

function send(): void {
  while (sent < length) {
    const part = piece.subarray(0, Math.min(piece.length, length - sent));
    sent += part.length;
    if (!socket.write(part)) return;
  }
}

let answer = '';
socket
  .on('drain', send)
  .on('data', (chunk: Buffer) => {
    answer += chunk.toString('latin1');
  })
  .on('end', () => {
    socket.end();
    if (!answer.startsWith('HTTP/1.1 200')) process.exitCode = 1;
  });
send();
