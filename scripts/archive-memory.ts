/**
 * Measures how much memory archives take: one of 100,000 files, and one of a single file of 1 GiB. Each step runs in
 * a process of its own. Fails when memory grows with the files, or by more than the index of 100,000 entries explains.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { X25519Identity } from '../src/crypto/envelope/x25519.ts';
import { FileSource } from '../src/crypto/open/fileSource.ts';
import { SecureFileStorage } from '../src/crypto/SecureFileStorage.ts';

const entries = 100_000;
const limits = { few: 250, many: 500 } as const;
const steps = ['seal', 'sealCompressed', 'list', 'restore', 'verify'] as const;
type Step = (typeof steps)[number];

const [step, folder = '', sources = ''] = process.argv.slice(2);
if (step) await run(step as Step);
else await measureAll();

/** One step, in this process. */
async function run(name: Step): Promise<void> {
  const identity = X25519Identity.parse(
    await readFile(join(folder, 'identity.pem'), 'utf8'),
  ) as X25519Identity;
  const storage = new SecureFileStorage([identity.recipient], [identity]);
  const path = join(folder, 'test.enc');
  const options = { name: 'test.enc', created: new Date() };
  if (name === 'seal' || name === 'sealCompressed') {
    await pipeline(storage[name](await storage.plan([sources]), options).chunks, createWriteStream(path));
  } else {
    const source = await FileSource.open(path);
    const destination = join(folder, 'restored');
    const restoreOptions = { name: 'test.enc', destination, overwrite: 'never', renamed: 'refuse' } as const;
    if (name === 'list') await storage.list(source, 'test.enc');
    if (name === 'verify') await storage.verify(source.chunks(), 'test.enc');
    if (name === 'restore') await storage.restore(source.chunks(), restoreOptions);
    await source.close();
    await rm(destination, { recursive: true, force: true });
  }
  process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)));
}

async function measureAll(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'archive-memory-'));
  try {
    await writeFile(join(root, 'identity.pem'), X25519Identity.generate().toPem());
    await mkdir(join(root, 'few'));
    const mebibyte = Buffer.alloc(1024 * 1024, 'text that compresses ');
    const large = createWriteStream(join(root, 'few', 'large'));
    await pipeline(
      Array.from({ length: 1024 }, () => mebibyte),
      large,
    );
    for (let number = 0; number < entries; number += 1) {
      if (number % 1000 === 0)
        await mkdir(join(root, 'many', `folder-${number / 1000}`), { recursive: true });
      await writeFile(
        join(root, 'many', `folder-${Math.floor(number / 1000)}`, `file-${number}.txt`),
        `${number}\n`,
      );
    }
    for (const [name, limit] of Object.entries(limits)) {
      for (const measured of steps) {
        const program = [fileURLToPath(import.meta.url), measured, root, join(root, name)];
        const started = performance.now();
        const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        console.log(`${name} ${measured}: ${stdout} MiB, ${seconds} s${stderr}`);
        if (status !== 0 || Number(stdout) > limit) process.exitCode = 1;
      }
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
