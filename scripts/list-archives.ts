/**
 * Measures how long the built program takes to list 100,000 archives of a companion server, and how much memory.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const count = 100_000;
const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
/** Tells the peak of the process on its way out. */
const tellPeak =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))';

const folder = await mkdtemp(join(tmpdir(), 'list-archives-'));
const data = join(folder, 'server');
const environment = {
  ...process.env,
  SECURE_CLIENT_HOME: join(folder, 'home'),
  SECURE_CLIENT_PASSWORD: 'a password of some length',
};

function run(args: readonly string[], more: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...more, program, ...args], {
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  if (status !== 0) throw new Error(stderr);
  return { stdout, stderr };
}

run(['certs', 'init']);
run(['certs', 'issue', 'client', 'ada']);
run(['certs', 'issue', 'server', 'test', '--ip', '127.0.0.1', '--out', join(data, 'certs')]);
run(['users', 'add', 'ada', '--data', data]);
const archives = join(data, 'archives', 'ada');
await mkdir(archives, { recursive: true });
for (let index = 0; index < count; index += 1) {
  const name = `documents_2026-11-22T10-00-00-${String(index).padStart(6, '0')}.enc`;
  closeSync(openSync(join(archives, name), 'wx'));
}

const server = spawn(process.execPath, [program, 'serve', '--data', data, '--port', '0', '--json'], {
  env: environment,
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [line] = (await once(server.stdout, 'data')) as [Buffer];
const { port } = JSON.parse(line.toString()) as { port: number };
for (const which of ['first, while the server reads its folder', 'second', 'third']) {
  const startedAt = performance.now();
  const list = ['list', '--json', '--host', '127.0.0.1', '--port', String(port), '--username', 'ada'];
  const { stdout, stderr } = run(list, [`--import=${tellPeak}`]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const listed = (JSON.parse(stdout) as { archives: unknown[] }).archives.length;
  console.log(`${which}: ${listed} archives in ${seconds} s, peak ${Math.round(Number(stderr) / 1024)} MiB`);
}
server.kill();
await once(server, 'close');
await rm(folder, { recursive: true, force: true });
