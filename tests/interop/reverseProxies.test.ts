import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/freePort.ts';
import { hasPeers } from '../support/peers.ts';
import { runProgram } from '../support/program.ts';
import { createWorld, username, type World } from '../support/world.ts';

const peers = hasPeers(
  [
    ['nginx', '-v'],
    ['haproxy', '-v'],
  ],
  'nginx-light haproxy',
);

let world: World;
let certificates: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  world = await createWorld();
  certificates = join(world.folder, 'server/certs');
  // What ends the client's TLS needs a certificate of each kind: one to show the client, one to show the server.
  const home = join(world.home, 'certs');
  const pem =
    (await readFile(join(certificates, 'server.crt'), 'utf8')) +
    (await readFile(join(certificates, 'server.key'), 'utf8'));
  await writeFile(join(world.folder, 'front.pem'), pem);
  const back =
    (await readFile(join(home, 'client.crt'), 'utf8')) + (await readFile(join(home, 'client.key'), 'utf8'));
  await writeFile(join(world.folder, 'back.pem'), back);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGTERM');
  await world.close();
});

describe.skipIf(!peers)('the program works through a server that ends mutual TLS in front of ours:', () => {
  test('nginx', async () => {
    const port = await freePort();
    const folder = join(world.folder, 'nginx');
    await mkdir(folder);
    await writeFile(join(folder, 'nginx.conf'), nginxConfiguration(port));
    await start('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], port);
    await expectVoyage(port);
  });

  test('HAProxy', async () => {
    const port = await freePort();
    const configuration = join(world.folder, 'haproxy.cfg');
    await writeFile(configuration, haproxyConfiguration(port));
    await start('haproxy', ['-f', configuration], port);
    await expectVoyage(port);
  });
});

/** Uploads a file through the port, and gets it back. */
async function expectVoyage(port: number): Promise<void> {
  const server = ['--host', '127.0.0.1', '--port', String(port), '--username', username, '--json'];
  const source = join(world.folder, `through-${port}.txt`);
  await writeFile(source, 'a sentence on its way\n'.repeat(100_000));
  const upload = await runProgram(['upload', source, ...server], world.environment);
  expect(upload.exitCode, upload.stdout + upload.stderr).toBe(0);
  const { name } = JSON.parse(upload.stdout) as { name: string };
  const to = join(world.folder, `back-${port}`);
  const download = await runProgram(['download', name, '--to', to, ...server], world.environment);
  expect(download.exitCode, download.stdout).toBe(0);
  expect(await readFile(join(to, `through-${port}.txt`))).toEqual(await readFile(source));

  const stranger = join(world.folder, `stranger-${port}`);
  await runProgram(['certs', 'init'], { SECURE_CLIENT_HOME: stranger });
  await runProgram(['certs', 'issue', 'client', 'eve'], { SECURE_CLIENT_HOME: stranger });
  await writeFile(join(stranger, 'certs/ca.crt'), await readFile(join(world.home, 'certs/ca.crt')));
  const refused = await runProgram(['list', ...server], {
    ...world.environment,
    SECURE_CLIENT_HOME: stranger,
  });
  expect(refused.exitCode, refused.stdout).toBe(3);
}

function nginxConfiguration(port: number): string {
  return `
    daemon off;
    pid nginx.pid;
    error_log error.log;
    events {}
    http {
      access_log off;
      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
      server {
        listen 127.0.0.1:${port} ssl;
        ssl_certificate ${certificates}/server.crt;
        ssl_certificate_key ${certificates}/server.key;
        ssl_client_certificate ${certificates}/ca.crt;
        ssl_verify_client on;
        client_max_body_size 0;
        proxy_request_buffering off;
        proxy_buffering off;
        proxy_http_version 1.1;
        location / {
          proxy_pass https://127.0.0.1:${world.port};
          proxy_set_header Host $http_host;
          proxy_ssl_certificate ${world.home}/certs/client.crt;
          proxy_ssl_certificate_key ${world.home}/certs/client.key;
          proxy_ssl_trusted_certificate ${certificates}/ca.crt;
          proxy_ssl_verify on;
          proxy_ssl_name localhost;
        }
      }
    }`;
}

function haproxyConfiguration(port: number): string {
  return `
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend front
  bind 127.0.0.1:${port} ssl crt ${world.folder}/front.pem ca-file ${certificates}/ca.crt verify required
  default_backend back
backend back
  server one 127.0.0.1:${world.port} ssl crt ${world.folder}/back.pem ca-file ${certificates}/ca.crt verify required verifyhost localhost
`;
}

/** Starts a server and waits until it listens. */
async function start(command: string, args: readonly string[], port: number): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(complaint);
    await wait(20);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
