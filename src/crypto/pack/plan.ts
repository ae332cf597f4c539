import { constants, type Stats } from 'node:fs';
import { access, lstat, opendir, readlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { systemCode, UserError } from '../../common/errors.ts';
import type { TarMember } from '../tar/header.ts';

/** Something to store, as it was when the sources were walked. */
export interface PlannedMember extends TarMember {
  /** Where its content is read from. */
  readonly source: string;
}

/** Something that could not be stored as asked. */
export interface PackWarning {
  readonly path: string;
  readonly problem: 'unreadable' | 'vanished' | 'changed' | 'special-file';
  readonly detail?: string;
}

export interface SourceWalk {
  readonly members: PlannedMember[];
  readonly warnings: PackWarning[];
}

/**
 * Walks the sources, in name order, without following links. Paths in the tar begin with the base name of
 * what was given. What cannot be read becomes a warning; sockets, FIFOs and devices too.
 *
 * @throws {UserError} `path-not-found` for a given path that is not there, `usage` for two of one base name
 */
export async function walkSources(paths: readonly string[], signal?: AbortSignal): Promise<SourceWalk> {
  const walk = new Walk(signal);
  const names = new Set<string>();
  for (const path of paths.map((given) => resolve(given))) {
    const name = basename(path) || 'root';
    if (names.has(name)) throw new UserError('usage', { reason: `Two of the paths are named ${name}.` });
    names.add(name);
    try {
      await lstat(path);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') throw new UserError('path-not-found', { path }, { cause: error });
    }
    await walk.add(path, name);
  }
  return walk;
}

class Walk implements SourceWalk {
  readonly members: PlannedMember[] = [];
  readonly warnings: PackWarning[] = [];
  readonly #signal: AbortSignal | undefined;
  /** Device and inode of files with several names → their first path in the tar. */
  readonly #linked = new Map<string, string>();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  async add(source: string, path: string): Promise<void> {
    this.#signal?.throwIfAborted();
    try {
      const stats = await lstat(source);
      if (stats.isDirectory()) await this.#addFolder(source, path, stats);
      else if (stats.isFile()) await this.#addFile(source, path, stats);
      else if (stats.isSymbolicLink()) {
        this.#push({ source, path, type: 'symlink', target: await readlink(source) }, stats);
      } else this.warnings.push({ path: source, problem: 'special-file' });
    } catch (error) {
      const code = systemCode(error);
      if (code === undefined) throw error;
      this.warnings.push({
        path: source,
        problem: code === 'ENOENT' ? 'vanished' : 'unreadable',
        detail: code,
      });
    }
  }

  async #addFolder(source: string, path: string, stats: Stats): Promise<void> {
    const names: string[] = [];
    for await (const entry of await opendir(source)) names.push(entry.name);
    this.#push({ source, path, type: 'dir' }, stats);
    for (const name of names.sort()) await this.add(join(source, name), `${path}/${name}`);
  }

  async #addFile(source: string, path: string, stats: Stats): Promise<void> {
    await access(source, constants.R_OK);
    const id = `${stats.dev}:${stats.ino}`;
    const target = stats.nlink > 1 ? this.#linked.get(id) : undefined;
    if (target !== undefined) {
      this.#push({ source, path, type: 'link', target }, stats);
      return;
    }
    if (stats.nlink > 1) this.#linked.set(id, path);
    this.#push({ source, path, type: 'file' }, stats);
  }

  #push(member: Pick<PlannedMember, 'source' | 'path' | 'type' | 'target'>, stats: Stats): void {
    this.members.push({
      ...member,
      size: member.type === 'file' ? stats.size : 0,
      mtimeMs: stats.mtimeMs,
      mode: stats.mode & 0o7777,
      uid: stats.uid,
      gid: stats.gid,
    });
  }
}

/** The label of an archive of these paths: the base name of the first, in letters that every server keeps. */
export function labelOf(paths: readonly string[]): string {
  const first = resolve(paths[0] ?? '');
  return cleanLabel(basename(first) || basename(dirname(first)));
}

/** A label reduced to ASCII letters, digits, `.`, `-` and `_`. */
export function cleanLabel(label: string): string {
  const plain = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+|-+$/g, '');
  return plain.slice(0, 200) || 'archive';
}
