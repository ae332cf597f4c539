import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { programPath } from '../../support/program.ts';
import { type Block, documentPath } from './markdown.ts';
import { standIns } from './standIns.ts';

/** What blocks find before the programs of this machine. */
const scripts = fileURLToPath(new URL('bin', import.meta.url));

/** What somebody who reads the documents types where they are asked. */
const password = 'correct horse battery staple';

/** Machines of the documents. A block runs on the one that its fence names (`sh server`), else on that of Ada. On the lone one are both ends. */
const machines = ['ada', 'server', 'grace', 'lone'] as const;

/** Folders of the machines that the documents name by absolute paths, and what lies in them. */
const files = {
  'etc/hosts': '127.0.0.1 localhost\n',
  'srv/mail/inbox': 'mail\n',
  'srv/db/table': 'rows\n',
  'home/ada/notes': 'notes\n',
  'backup/.keep': '',
} as const;

/** A folder with the home of each machine, in which blocks of documents are run as they stand but for some names. */
export interface Sandbox {
  readonly folder: string;
  /** Runs a block in bash, and gives its output. @throws with the output where a command fails */
  run(block: Block): Promise<string>;
  close(): Promise<void>;
}

export async function createSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-docs-'));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const machine of machines) {
    await mkdir(join(folder, machine, 'Documents/letters'), { recursive: true });
    await mkdir(join(folder, machine, 'work'));
    await writeFile(join(folder, machine, 'Documents/letters/first.txt'), 'Dear Charles\n');
    await writeFile(join(folder, machine, 'Documents/notes.txt'), 'notes\n');
    await symlink(documentPath(''), join(folder, machine, 'secure-client'));
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  for (const { program } of standIns.filter(({ isScript }) => isScript === undefined)) {
    await writeFile(join(bin, program), '#!/bin/sh\n', { mode: 0o755 });
  }
  const typed = join(folder, 'typed');
  // What is typed: enough for openssl, which asks twice. A file, because /dev/stdin cannot be opened on a socket.
  await writeFile(typed, `${password}\n${password}\n`);
  const [port, lonePort] = [await freePort(), await freePort()];

  /** The one table of what a block is run with in the place of what it says. */
  async function fill(code: string, machine: string): Promise<string> {
    const archives = await readdir(join(folder, 'srv/archives/archives/ada')).catch(() => []);
    const newest = (label: string) =>
      archives
        .filter((name) => name.startsWith(`${label}_`))
        .sort()
        .at(-1) ?? `no-archive-of-${label}`;
    const certificate = await readFile(join(folder, 'srv/archives/certs/server.crt')).catch(() => null);
    const fingerprint = certificate === null ? '' : new X509Certificate(certificate).fingerprint256;
    return code
      .replaceAll('FINGERPRINT', () => fingerprint)
      .replaceAll('backup.example.org', 'localhost')
      .replaceAll('8443', String(machine === 'lone' ? lonePort : port))
      .replaceAll(/(\w+)_2026-11-22T10-00-00\.enc/g, (_, label: string) => newest(label))
      .replaceAll(/(?<=^|[\s'"=])\/(?=(?:srv|etc|home|backup)\b)/gm, `${folder}/`);
  }

  async function bash(code: string, machine: string): Promise<string> {
    const home = join(folder, machine);
    const stdin = await open(typed);
    const child = spawn('bash', ['-euo', 'pipefail', '-c', code], {
      cwd: home,
      env: {
        PATH: [bin, scripts, '/usr/bin', '/bin', '/usr/sbin'].join(delimiter),
        HOME: home,
        MACHINE: machine,
        LANG: 'C.UTF-8',
        MACHINES: folder,
        ...(process.env['PYTHON'] !== undefined && { PYTHON: process.env['PYTHON'] }),
        NODE: process.execPath,
        PROGRAM: programPath,
        SECURE_CLIENT_PASSWORD: password,
      },
      stdio: [stdin.fd, 'pipe', 'pipe'],
    });
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout as Readable),
      text(child.stderr as Readable),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    await stdin.close();
    if (exitCode !== 0) throw new Error(`exit code ${exitCode} of\n${code}\n${stdout}${stderr}`);
    return stdout;
  }

  return {
    folder,
    async run(block) {
      const machine = block.info.split(' ')[1] ?? 'ada';
      return bash(await fill(block.code, machine), machine);
    },
    async close() {
      await bash('stop-server', 'server');
      await bash('stop-server', 'lone');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
