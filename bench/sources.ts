import { createCipheriv } from 'node:crypto';
import { link, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Scale } from './scale.ts';
import type { Workplace } from './workplace.ts';

const pieceLength = 4 * 1024 * 1024;

/** What is uploaded: made when it is first asked for, the same bytes in every run. */
export class Sources {
  readonly #place: Workplace;
  readonly #scale: Scale;
  readonly #made = new Map<string, Promise<string>>();

  constructor(place: Workplace, scale: Scale) {
    this.#place = place;
    this.#scale = scale;
  }

  /** (a) One file that does not compress. */
  file(): Promise<string> {
    return this.#once(join('a', 'file.bin'), (path) => writeRandom(path, this.#scale.fileBytes, 1));
  }

  /** (b) One file that reads like a log. */
  text(): Promise<string> {
    return this.#once(join('b', 'server.log'), (path) => writeLog(path, this.#scale.fileBytes));
  }

  /** (c) A folder of small files. */
  folder(): Promise<string> {
    const { smallFiles, smallFileBytes } = this.#scale;
    return this.#once('c', (path) => writeFiles(path, smallFiles, smallFileBytes));
  }

  /** (d) A folder of files that become an archive each. */
  singles(): Promise<string> {
    const { archives, archiveBytes } = this.#scale;
    return this.#once('d', (path) => writeFiles(path, archives, archiveBytes));
  }

  /** (e) A folder of the large file, and of a small one called `wanted.txt` that is behind it. */
  async mixed(): Promise<string> {
    const large = await this.file();
    return this.#once('e', async (path) => {
      await mkdir(path);
      await link(large, join(path, 'large.bin'));
      await writeRandom(join(path, 'wanted.txt'), this.#scale.smallFileBytes, 2);
    });
  }

  /** A file of zeros that takes no room on the disk. */
  sparse(bytes: number): Promise<string> {
    return this.#once(join('sparse', `${bytes}.bin`), async (path) => {
      const file = await open(path, 'w');
      await file.truncate(bytes);
      await file.close();
    });
  }

  /** A folder of so many files of a few bytes; empty ones take no room but their inode. */
  entries(count: number, bytes: number): Promise<string> {
    return this.#once(join('entries', `${count}x${bytes}`), (path) => writeFiles(path, count, bytes));
  }

  #once(name: string, make: (path: string) => Promise<void>): Promise<string> {
    const path = this.#place.path(name);
    const made = this.#made.get(name) ?? mkdir(dirname(path), { recursive: true }).then(() => make(path));
    const known = made.then(() => path);
    this.#made.set(name, known);
    return known;
  }
}

/** Reads a file once, so that who comes first does not pay for the disk. */
export async function warm(path: string): Promise<void> {
  const file = await open(path);
  for await (const _ of file.createReadStream({ highWaterMark: pieceLength }));
}

/** Bytes that look random and are not: AES in counter mode under a key made of the seed. */
function randomBytesFrom(seed: number): (length: number) => Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  return (length) => cipher.update(Buffer.alloc(length));
}

async function writeRandom(path: string, bytes: number, seed: number): Promise<void> {
  const next = randomBytesFrom(seed);
  await writePieces(path, bytes, next);
}

async function writeFiles(folder: string, count: number, bytes: number): Promise<void> {
  const next = randomBytesFrom(3);
  const filesAFolder = 100;
  for (let number = 0; number < count; number += 1) {
    const inside = join(folder, `folder-${String(Math.floor(number / filesAFolder)).padStart(5, '0')}`);
    if (number % filesAFolder === 0) await mkdir(inside, { recursive: true });
    await writeFile(join(inside, `file-${String(number).padStart(7, '0')}.bin`), next(bytes));
  }
}

const services = ['nginx', 'postgres', 'sshd', 'cron', 'kernel', 'worker', 'api', 'mailer'] as const;
const levels = ['INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'WARNING', 'ERROR'] as const;
const paths = ['/api/v1/items', '/api/v1/users', '/login', '/static/app.js', '/health', '/search'] as const;

async function writeLog(path: string, bytes: number): Promise<void> {
  let state = 1;
  /** A number below a limit (Park and Miller). */
  const below = (limit: number): number => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % limit;
  };
  let milliseconds = Date.UTC(2026, 0, 1);
  const line = (): string => {
    milliseconds += below(900);
    const service = services[below(services.length)];
    const address = `10.${below(4)}.${below(256)}.${below(256)}`;
    const request = `${paths[below(paths.length)]}?id=${below(1_000_000)}`;
    return `${new Date(milliseconds).toISOString()} web-${below(12)} ${service}[${1000 + below(9000)}]: ${levels[below(levels.length)]} ${address} "GET ${request}" ${below(9) === 0 ? 404 : 200} ${below(60_000)} bytes in ${below(900)} ms request=${below(0x7fff_ffff).toString(16)}\n`;
  };
  let left = '';
  await writePieces(path, bytes, (length) => {
    const lines = [left];
    for (let have = left.length; have < length; ) {
      const next = line();
      lines.push(next);
      have += next.length;
    }
    const all = lines.join('');
    left = all.slice(length);
    return Buffer.from(all.slice(0, length), 'latin1');
  });
}

async function writePieces(path: string, bytes: number, next: (length: number) => Buffer): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let written = 0; written < bytes; written += pieceLength) {
      await file.writeFile(next(Math.min(pieceLength, bytes - written)));
    }
  } finally {
    await file.close();
  }
}
