import { isUtf8 } from 'node:buffer';
import { accessSync, constants, lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { systemCode, UserError } from '../../common/errors.ts';
import { Pace } from '../../common/pace.ts';
import { checkEntryPath, EntryRefused } from '../restore/entryPath.ts';
import type { TarMember } from '../tar/header.ts';
import { MemberList } from './memberList.ts';
import { createSourceFilter, type SourceFilter, type SourceSelection } from './sourceFilter.ts';

/** Something to store, as it was when the sources were walked. */
export interface PlannedMember extends TarMember {
  /** Where its content is read from. */
  readonly source: string;
  /** With size and times, what tells that a source is still the same. */
  readonly inode: number;
  /** Milliseconds since the epoch at which content, mode, owner or name last changed. */
  readonly ctimeMs: number;
}

/** Something that could not be stored as asked. */
export interface PackWarning {
  readonly path: string;
  readonly problem:
    | 'unreadable'
    | 'vanished'
    | 'changed'
    | 'special-file'
    | 'name-not-utf8'
    /** It differs from another name only in its normal form. */
    | 'name-taken'
    | 'name-not-restorable';
  readonly detail?: string;
}

/** How the sources are walked. */
export interface WalkOptions extends SourceSelection {
  readonly signal?: AbortSignal | undefined;
}

export interface SourceWalk {
  readonly members: MemberList;
  readonly warnings: PackWarning[];
}

/**
 * Walks the sources, in name order, without following links. Paths in the tar begin with the base name of
 * what was given. What cannot be read becomes a warning; sockets, FIFOs and devices too, and names that could not
 * be restored: such as are no UTF-8, or differ from another only in their normal form. What is not chosen is not
 * looked at. The system is asked at once, not by way of a thread: that is ten times as fast.
 *
 * @throws {UserError} `path-not-found` for a given path that is not there, `usage` for two of one base name
 */
export async function walkSources(paths: readonly string[], options: WalkOptions = {}): Promise<SourceWalk> {
  const walk = new Walk(options);
  const names = new Set<string>();
  const taken: Names = new Set();
  for (const path of paths.map((given) => resolve(given))) {
    const name = basename(path) || 'root';
    if (names.has(name)) throw new UserError('usage', { problem: 'same-name', name });
    names.add(name);
    try {
      lstatSync(path);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') throw new UserError('path-not-found', { path }, { cause: error });
    }
    await walk.add(path, name, taken);
  }
  return walk;
}

/** Those that a folder holds already, in their normal form. */
type Names = Set<string>;
type Named = Pick<PlannedMember, 'source' | 'path' | 'type' | 'target'>;

class Walk implements SourceWalk {
  readonly members = new MemberList();
  readonly warnings: PackWarning[] = [];
  readonly #signal: AbortSignal | undefined;
  /** Device and inode of files with several names → their first path in the tar. */
  readonly #linked = new Map<string, string>();
  readonly #filter: SourceFilter;
  /** Folders that are not chosen themselves, stored as soon as something in them is. */
  #pending: { readonly member: Named; readonly stats: Stats; readonly taken: Names }[] = [];
  readonly #pace = new Pace();

  constructor({ signal, ...selection }: WalkOptions) {
    this.#signal = signal;
    this.#filter = createSourceFilter(selection);
  }

  /** @param taken names in the folder that it is in */
  async add(source: string, path: string, taken: Names, isInsideChosen = false): Promise<void> {
    this.#signal?.throwIfAborted();
    if (this.#pace.isTired) await this.#pace.breathe();
    if (this.#filter.isExcluded(source, path)) return;
    const isChosen = isInsideChosen || this.#filter.isIncluded(source, path);
    try {
      const stats = lstatSync(source);
      if (stats.isDirectory()) await this.#addFolder(source, path, stats, taken, isChosen);
      else if (!isChosen) return;
      else if (stats.isFile()) this.#addFile(source, path, stats, taken);
      else if (stats.isSymbolicLink()) this.#addSymlink(source, path, stats, taken);
      else this.warnings.push({ path: source, problem: 'special-file' });
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

  async #addFolder(
    source: string,
    path: string,
    stats: Stats,
    taken: Names,
    isChosen: boolean,
  ): Promise<void> {
    const names = readdirSync(source, { encoding: 'buffer' });
    const member = { source, path, type: 'dir' } as const;
    if (!isChosen) this.#pending.push({ member, stats, taken });
    else if (!this.#push(member, stats, taken)) return;
    const takenInside: Names = new Set();
    for (const name of names.filter(isUtf8).map(String).sort()) {
      await this.add(join(source, name), `${path}/${name}`, takenInside, isChosen);
    }
    this.#pending = this.#pending.filter((pending) => pending.member !== member);
    if (!isChosen) return;
    for (const name of names) if (!isUtf8(name)) this.#refuse(join(source, String(name)), 'name-not-utf8');
  }

  #addSymlink(source: string, path: string, stats: Stats, taken: Names): void {
    const target = readlinkSync(source, { encoding: 'buffer' });
    if (isUtf8(target)) this.#push({ source, path, type: 'symlink', target: String(target) }, stats, taken);
    else this.#refuse(source, 'name-not-utf8');
  }

  #addFile(source: string, path: string, stats: Stats, taken: Names): void {
    accessSync(source, constants.R_OK);
    const id = `${stats.dev}:${stats.ino}`;
    const target = stats.nlink > 1 ? this.#linked.get(id) : undefined;
    if (target !== undefined) {
      this.#push({ source, path, type: 'link', target }, stats, taken);
      return;
    }
    const isStored = this.#push({ source, path, type: 'file' }, stats, taken);
    if (isStored && stats.nlink > 1) this.#linked.set(id, path);
  }

  /** Adds it, after the folders above it that wait for something in them; false when it could not be restored. */
  #push(member: Named, stats: Stats, taken: Names): boolean {
    for (let above = this.#pending[0]; above; above = this.#pending[0]) {
      // Without its folder nothing in it can be restored.
      if (!this.#store(above.member, above.stats, above.taken)) return false;
      this.#pending = this.#pending.slice(1);
    }
    return this.#store(member, stats, taken);
  }

  #store(member: Named, stats: Stats, taken: Names): boolean {
    const name = restoredName(member.path);
    if (name === null || taken.has(name)) {
      this.#refuse(member.source, name === null ? 'name-not-restorable' : 'name-taken');
      return false;
    }
    taken.add(name);
    this.members.push({
      ...member,
      size: member.type === 'file' ? stats.size : 0,
      mtimeMs: stats.mtimeMs,
      mode: stats.mode & 0o7777,
      uid: stats.uid,
      gid: stats.gid,
      inode: stats.ino,
      ctimeMs: stats.ctimeMs,
    });
    return true;
  }

  #refuse(path: string, problem: PackWarning['problem']): void {
    this.warnings.push({ path, problem });
  }
}

/** The name under which it would be restored, in its normal form; null where it would be refused. */
function restoredName(path: string): string | null {
  try {
    return checkEntryPath(path).at(-1)?.normalize('NFC') ?? null;
  } catch (error) {
    if (error instanceof EntryRefused) return null;
    throw error;
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
