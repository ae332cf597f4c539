import { dirname } from 'node:path';
import { asUserError } from '../../common/diskErrors.ts';
import { systemCode, UserError } from '../../common/errors.ts';
import { fileExists } from '../../common/fileExists.ts';
import type { TarMember } from '../tar/header.ts';
import { commitStaged, isBlocked, type OverwritePolicy } from './commit.ts';
import { checkEntryPath, climbsOut, EntryRefused, EntryRegister, escapeControls } from './entryPath.ts';
import { type Attributes, Staging } from './staging.ts';

export interface RestoreWarning {
  readonly path: string;
  readonly problem: 'link-outside' | 'special-mode' | 'kept-existing' | 'link-target-missing';
  readonly detail?: string;
}

export interface RestoreReport {
  /** The destination, links resolved. */
  readonly destination: string;
  readonly entries: number;
  /** Bytes of the files. */
  readonly bytes: number;
  readonly warnings: RestoreWarning[];
}

export interface RestorationOptions {
  /** Name of the archive, for errors. */
  readonly name: string;
  readonly destination: string;
  readonly overwrite: OverwritePolicy;
  /** Tells the staging folder of this restoration from others; one left by a crash is replaced. */
  readonly stagingName?: string;
  /** Set owner and group as recorded; needs root. */
  readonly setOwner?: boolean;
}

/** A member as an archive tells it; nothing about it is believed yet. */
export type UncheckedMember = Omit<TarMember, 'uid' | 'gid' | 'target'> & {
  readonly [Key in 'uid' | 'gid']?: number;
} & { readonly target?: string | undefined };

/**
 * Restores members one by one into a staging folder, each checked, and moves them in place when told that the
 * whole archive is what it should be.
 */
export class Restoration {
  readonly #staging: Staging;
  readonly #options: RestorationOptions;
  readonly #register = new EntryRegister();
  /** Where hard links go; their content counts once, as that of the file. */
  readonly #hardLinks = new Set<string>();
  readonly #folders: { readonly parts: readonly string[]; readonly attributes: Attributes }[] = [];
  /** Folders of the destination that are not there: nothing in them is either. */
  readonly #absent = new Set<string>();
  readonly #warnings: RestoreWarning[] = [];
  /** Folders that were not asked for, though something in them may be. */
  readonly #passed = new Map<string, UncheckedMember>();
  #entries = 0;
  #bytes = 0;

  private constructor(staging: Staging, options: RestorationOptions) {
    this.#staging = staging;
    this.#options = options;
  }

  /**
   * Runs work with a restoration, and turns errors of the local disk into ours. Whatever was not moved in place
   * is gone afterwards.
   */
  static async run<T>(
    options: RestorationOptions,
    work: (restoration: Restoration) => Promise<T>,
  ): Promise<T> {
    const staging = await Staging.create(options.destination, options.stagingName);
    try {
      return await asUserError(staging.destination, () => work(new Restoration(staging, options)));
    } finally {
      await staging.remove();
    }
  }

  /**
   * Restores one member into the staging folder.
   *
   * @param content of a file; not read for what is none
   * @throws {UserError} `archive-entry-refused`, `would-overwrite`, `disk-full`
   */
  async add(member: UncheckedMember, content: Buffer | AsyncIterable<Uint8Array>): Promise<void> {
    try {
      await this.#add(member, content);
    } catch (error) {
      const refused = refusalOf(error);
      if (!refused) throw error;
      const facts = { name: this.#options.name, entry: member.path, reason: refused.message };
      throw new UserError('archive-entry-refused', facts, { cause: error });
    }
  }

  /** Takes note of a member that was not asked for: a folder gets its attributes when something in it was. */
  pass(member: UncheckedMember): void {
    if (member.type === 'dir') this.#passed.set(member.path, member);
  }

  /** A file for what is needed while restoring; it is gone afterwards. What goes into it takes room. */
  scratchPath(name: string): string {
    return this.#staging.scratchPath(name);
  }

  /** @throws {UserError} `disk-full` when so many bytes more would fill the disk */
  takeRoom(bytes: number): void {
    this.#staging.takeRoom(bytes);
  }

  /** Moves everything in place. @throws {UserError} `would-overwrite`; nothing was moved then */
  async commit(): Promise<RestoreReport> {
    const { kept, merged } = await commitStaged(this.#staging, this.#options.overwrite);
    for (const { path, bytes } of kept) {
      this.#warnings.push({ path, problem: 'kept-existing' });
      this.#entries -= 1;
      if (!this.#hardLinks.has(path)) this.#bytes -= bytes;
    }
    for (const { parts, attributes } of this.#folders.toReversed()) {
      const path = this.#staging.finalPathOf(parts);
      if (!merged.has(path)) await this.#staging.finishFolder(path, attributes);
    }
    const { destination } = this.#staging;
    return { destination, entries: this.#entries, bytes: this.#bytes, warnings: this.#warnings };
  }

  async #add(member: UncheckedMember, content: Buffer | AsyncIterable<Uint8Array>): Promise<void> {
    const parts = checkEntryPath(member.path);
    await this.#addParents(parts);
    const attributes = this.#attributesOf(member);
    switch (member.type) {
      case 'dir':
        await this.#addFolder(parts, attributes);
        break;
      case 'file':
        await this.#stage(parts, 'file');
        await this.#staging.writeFile(parts, content, member.size, attributes);
        this.#bytes += member.size;
        break;
      case 'symlink':
        await this.#addSymlink(member, parts, attributes);
        return;
      case 'link':
        await this.#addHardLink(member, parts);
        return;
    }
    this.#entries += 1;
  }

  async #addSymlink(member: UncheckedMember, parts: string[], attributes: Attributes): Promise<void> {
    const target = member.target ?? '';
    if (target === '' || target.includes('\0')) throw new EntryRefused('a link to nothing');
    if (climbsOut(parts, target)) {
      // It stays known as a link, so that no later entry goes through it.
      this.#register.add(parts, 'symlink');
      if ((await this.#staging.isFile(parts)) !== undefined)
        throw new EntryRefused('a name that comes twice');
      this.#warnings.push({ path: member.path, problem: 'link-outside', detail: target });
      return;
    }
    await this.#stage(parts, 'symlink');
    await this.#staging.makeSymlink(parts, escapeControls(target), attributes);
    this.#entries += 1;
  }

  async #addHardLink(member: UncheckedMember, parts: string[]): Promise<void> {
    const target = checkEntryPath(member.target ?? '');
    const isFile = this.#register.meetsLink(target) ? false : await this.#staging.isFile(target);
    if (isFile === undefined) {
      this.#warnings.push({ path: member.path, problem: 'link-target-missing', detail: target.join('/') });
      return;
    }
    if (!isFile) throw new EntryRefused('a hard link to what is no file');
    await this.#stage(parts, 'file');
    await this.#staging.makeHardLink(parts, target);
    this.#hardLinks.add(this.#staging.finalPathOf(parts));
    this.#entries += 1;
  }

  async #addFolder(parts: readonly string[], attributes: Attributes): Promise<void> {
    await this.#stage(parts, 'dir');
    await this.#staging.makeFolder(parts);
    this.#folders.push({ parts, attributes });
  }

  async #stage(parts: readonly string[], type: 'file' | 'dir' | 'symlink'): Promise<void> {
    this.#register.add(parts, type);
    const finalPath = this.#staging.finalPathOf(parts);
    const isFolder = type === 'dir';
    if (this.#absent.has(dirname(finalPath))) {
      if (isFolder) this.#absent.add(finalPath);
      return;
    }
    if (await isBlocked(finalPath, isFolder, this.#options.overwrite)) {
      throw new UserError('would-overwrite', { paths: [finalPath] });
    }
    if (isFolder && !(await fileExists(finalPath))) this.#absent.add(finalPath);
  }

  /** Folders that the archive names only inside paths. */
  async #addParents(parts: readonly string[]): Promise<void> {
    for (let length = 1; length < parts.length; length += 1) {
      const parent = parts.slice(0, length);
      if (this.#register.has(parent)) continue;
      const known = this.#passed.get(parent.join('/'));
      const attributes = known ? this.#attributesOf(known) : { mode: 0o755, mtimeMs: Date.now() };
      await this.#addFolder(parent, attributes).catch((error: unknown) => {
        throw systemCode(error) === 'EEXIST' ? new EntryRefused('a path through a file') : error;
      });
    }
  }

  /** Mode without setuid and setgid; a time that a clock can show; owner only where it was asked for. */
  #attributesOf({ path, mode, mtimeMs, uid, gid }: UncheckedMember): Attributes {
    if (mode & 0o6000) this.#warnings.push({ path, problem: 'special-mode', detail: mode.toString(8) });
    const owner = this.#options.setOwner && isId(uid) && isId(gid) ? { owner: { uid, gid } } : {};
    const time = Math.min(Math.max(mtimeMs || 0, -latestMs), latestMs);
    return { mode: mode & 0o1777, mtimeMs: time, ...owner };
  }
}

/** Why an entry is refused, by us or by what the file system has already; undefined for any other error. */
function refusalOf(error: unknown): Error | undefined {
  if (error instanceof EntryRefused) return error;
  switch (systemCode(error)) {
    case 'EEXIST':
      return new EntryRefused('a name that comes twice');
    case 'ENOTDIR':
      return new EntryRefused('a path through a file');
    default:
      return undefined;
  }
}

/** As far from the epoch as a `Date` can be. */
const latestMs = 8.64e15;

function isId(id: number | undefined): id is number {
  return id !== undefined && Number.isInteger(id) && id >= 0 && id < 0xffff_ffff;
}
