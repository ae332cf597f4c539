import { createCipheriv } from 'node:crypto';
import {
  appendFile,
  chmod,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Random } from '../../support/random.ts';
import { snapshot, type Tree } from '../../support/tree.ts';

const kibi = 1024;
const mebi = 1024 * kibi;
/** More than that a root does not hold: something goes before something comes. */
const mostBytes = 9 * mebi;
const mostFiles = 25;

interface Root {
  readonly name: string;
  readonly kind: 'noise' | 'lines';
  readonly largest: number;
  readonly isFile?: boolean;
}

/** Small archives go in one request, compressed ones are sealed first, noise is sealed while it is sent. */
const roots: readonly Root[] = [
  { name: 'letters', kind: 'lines', largest: 12 * kibi },
  { name: 'photos', kind: 'noise', largest: 4 * mebi },
  { name: 'logs', kind: 'lines', largest: 5 * mebi },
  { name: 'work', kind: 'noise', largest: 200 * kibi },
  { name: 'ledger.txt', kind: 'lines', largest: 20 * kibi, isFile: true },
];

/** What is uploaded: folders that live, as those of a user do. */
export class Sources {
  readonly folder: string;
  /** Stands in every file, many times. */
  readonly marker: string;
  #made = 0;

  constructor(folder: string, marker: string) {
    this.folder = folder;
    this.marker = marker;
  }

  get names(): readonly string[] {
    return roots.map(({ name }) => name);
  }

  async begin(random: Random): Promise<void> {
    for (const root of roots) {
      const path = join(this.folder, root.name);
      await mkdir(root.isFile ? this.folder : path, { recursive: true });
      if (root.isFile) await writeFile(path, this.#content(random, root));
      else for (let file = 0; file < 3; file += 1) await this.#addFile(random, root);
    }
  }

  /** Whatever is below some of them, by path from the folder that holds them. */
  async treeOf(names: readonly string[]): Promise<Tree> {
    const trees = await Promise.all(
      names.map(async (name) => {
        // Looked at alone, so that a link counts within one of them only.
        const path = join(this.folder, name);
        const found = await snapshot(path);
        const isFile = (await lstat(path)).isFile();
        const inside = Object.entries(found).map(([inner, { what, mtimeMs }]) => [
          inner === '' ? name : `${name}/${inner}`,
          { what: what.replace(' = ', ` = ${name}/`), mtimeMs },
        ]);
        return isFile ? inside : [...inside, ...(await this.#itself(name))];
      }),
    );
    return Object.fromEntries(trees.flat()) as Tree;
  }

  async #itself(name: string) {
    const { mode, mtimeMs } = await lstat(join(this.folder, name));
    return [[name, { what: `dir ${(mode & 0o7777).toString(8)}`, mtimeMs }]];
  }

  /** Changes something somewhere below one of them. */
  async change(random: Random, name: string): Promise<void> {
    const root = roots.find((one) => one.name === name) as Root;
    const path = join(this.folder, name);
    if (root.isFile) return random.chance(0.5) ? this.#grow(random, root, path) : this.#edit(random, path);
    const files = await this.#files(path);
    if (files.length > mostFiles || (await sizeOf(files)) > mostBytes) {
      for (const file of files.slice(0, Math.ceil(files.length / 2))) await rm(file);
      return;
    }
    const file = files.length > 0 ? random.pick(files) : undefined;
    const change = random.between(1, 9);
    if (file === undefined || change <= 2) return this.#addFile(random, root);
    if (change === 3) return this.#edit(random, file);
    if (change === 4) return this.#grow(random, root, file);
    if (change === 5) return rename(file, this.#newPath(random, path));
    if (change === 6) return rm(file);
    if (change === 7) return chmod(file, random.pick([0o600, 0o644, 0o755]));
    if (change === 8) return symlink(basename(file), `${this.#newPath(random, path)}.symlink`);
    return link(file, this.#newPath(random, path));
  }

  /** Adds a file that makes an upload of `photos` at least so many bytes long. */
  async addPhoto(random: Random, bytes: number): Promise<void> {
    const content = this.#bytes(random, 'noise', bytes);
    const path = this.#newPath(random, join(this.folder, 'photos'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  async #addFile(random: Random, root: Root): Promise<void> {
    const path = this.#newPath(random, join(this.folder, root.name));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, this.#content(random, root), { mode: random.pick([0o600, 0o644, 0o755]) });
  }

  /** In place, without another length. */
  async #edit(random: Random, path: string): Promise<void> {
    const file = await open(path, 'r+');
    try {
      const { size } = await file.stat();
      await file.write(
        Buffer.from(this.marker),
        0,
        undefined,
        random.between(0, Math.max(0, size - this.marker.length)),
      );
    } finally {
      await file.close();
    }
  }

  async #grow(random: Random, { kind }: Root, path: string): Promise<void> {
    await appendFile(path, this.#bytes(random, kind, random.between(1, 100 * kibi)));
  }

  #newPath(random: Random, root: string): string {
    this.#made += 1;
    const name = `${random.pick(['note', 'élan', 'a b', 'x'.repeat(90), 'photo'])}-${this.#made}`;
    return random.chance(0.3) ? join(root, 'below', name) : join(root, name);
  }

  async #files(folder: string): Promise<string[]> {
    await mkdir(join(folder, 'below'), { recursive: true });
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  }

  #content(random: Random, { kind, largest }: Root): Buffer {
    return this.#bytes(random, kind, random.chance(0.1) ? 0 : random.between(1, largest));
  }

  #bytes(random: Random, kind: Root['kind'], length: number): Buffer {
    const key = Buffer.alloc(16);
    key.writeUInt32BE(random.between(0, 2 ** 32 - 1));
    const noise = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
    if (kind === 'noise') {
      const bytes = noise.update(Buffer.alloc(length));
      for (let at = 0; at < length; at += 8 * kibi) bytes.write(this.marker, at);
      return bytes;
    }
    const line = `${this.marker}${noise.update(Buffer.alloc(30)).toString('base64')}\n`;
    return Buffer.alloc(length, line);
  }
}

async function sizeOf(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await lstat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
