import { basename } from 'node:path';
import type { Header } from 'tar-stream';
import { systemCode, UserError } from '../../common/errors.ts';
import { decodeTrailer, readIndexSummary, trailerLength } from '../archiveIndex.ts';
import type { OpenedArchive } from '../sealedStream.ts';
import { TarRefused } from '../tar/framing.ts';
import { commitStaged, isBlocked, type OverwritePolicy, type StagedEntry } from './commit.ts';
import { checkEntryPath, climbsOut, EntryRefused, EntryRegister } from './entryPath.ts';
import { asUserError, Staging } from './staging.ts';
import { type EntryContent, readTar } from './tarEntries.ts';

export interface RestoreWarning {
  readonly path: string;
  readonly problem: 'link-outside' | 'special-mode' | 'kept-existing';
  readonly detail?: string;
}

export interface RestoreOptions {
  /** The name that was asked for; an archive that was sealed under another one is refused. */
  readonly name: string;
  readonly destination: string;
  readonly overwrite: OverwritePolicy;
  readonly signal?: AbortSignal;
}

export interface RestoreReport {
  /** The destination, links resolved. */
  readonly destination: string;
  readonly entries: number;
  /** Bytes of the files. */
  readonly bytes: number;
  readonly warnings: RestoreWarning[];
}

/**
 * Restores an archive while it arrives. Everything waits in a staging folder inside the destination until the
 * last byte is authenticated and the archive is known to be the one asked for; only then is it moved in place.
 *
 * @throws {UserError} of the archive, `archive-entry-refused`, `archive-swapped`, `would-overwrite`,
 *   `disk-full`, `write-refused`; nothing is left behind then
 */
export async function restoreArchive(opened: OpenedArchive, options: RestoreOptions): Promise<RestoreReport> {
  const staging = await Staging.create(options.destination);
  try {
    return await asUserError(staging.destination, () => new Restoration(staging, options).run(opened));
  } finally {
    await opened.segments.return();
    await staging.remove();
  }
}

class Restoration {
  readonly #staging: Staging;
  readonly #options: RestoreOptions;
  readonly #register = new EntryRegister();
  readonly #staged: StagedEntry[] = [];
  readonly #warnings: RestoreWarning[] = [];
  #entries = 0;
  #bytes = 0;

  constructor(staging: Staging, options: RestoreOptions) {
    this.#staging = staging;
    this.#options = options;
  }

  async run(opened: OpenedArchive): Promise<RestoreReport> {
    const { overwrite, signal } = this.#options;
    const reading = readTar(opened.segments);
    let current = '';
    try {
      for await (const entry of reading.entries) {
        signal?.throwIfAborted();
        current = entry.header.name;
        await this.#restoreEntry(entry.header, entry);
      }
    } catch (error) {
      throw this.#translate(error, current);
    }
    await this.#checkIndex(await reading.rest, reading.plaintextLength(), opened.archiveId);
    signal?.throwIfAborted();
    for (const path of await commitStaged(this.#staging, this.#staged, overwrite)) {
      this.#warnings.push({ path, problem: 'kept-existing' });
    }
    return {
      destination: this.#staging.destination,
      entries: this.#entries,
      bytes: this.#bytes,
      warnings: this.#warnings,
    };
  }

  async #restoreEntry(header: Header, content: EntryContent): Promise<void> {
    const parts = checkEntryPath(header.name);
    const path = parts.join('/');
    const mtimeMs = paxTime(header.pax) ?? header.mtime.getTime();
    const times = { mode: this.#plainMode(header, path), mtimeMs };
    await this.#addParents(parts);
    this.#entries += 1;
    switch (header.type) {
      case 'directory':
        await this.#add(parts, 'dir', times);
        await this.#staging.makeFolder(parts);
        break;
      case 'file':
        await this.#add(parts, 'file', times);
        this.#bytes += header.size;
        await this.#staging.writeFile(parts, content, times);
        return;
      case 'symlink':
        if (climbsOut(parts, header.linkname)) {
          this.#register.add(parts, 'symlink');
          this.#warnings.push({ path, problem: 'link-outside', detail: header.linkname });
        } else {
          await this.#add(parts, 'symlink', times);
          await this.#staging.makeSymlink(parts, header.linkname);
        }
        break;
      case 'link': {
        const target = checkEntryPath(header.linkname);
        if (!this.#register.isFile(target))
          throw new EntryRefused('a hard link to what is no file of this archive');
        await this.#add(parts, 'file', times);
        await this.#staging.makeHardLink(parts, target);
        break;
      }
      default:
        throw new EntryRefused(`an entry of type ${header.type}`);
    }
    content.resume();
  }

  async #add(
    parts: readonly string[],
    type: StagedEntry['type'],
    times: Pick<StagedEntry, 'mode' | 'mtimeMs'>,
  ): Promise<void> {
    this.#register.add(parts, type);
    const finalPath = this.#staging.finalPathOf(parts);
    if (await isBlocked(finalPath, type, this.#options.overwrite)) {
      throw new UserError('would-overwrite', { paths: [finalPath] });
    }
    this.#staged.push({ parts, type, ...times });
  }

  /** Folders that the archive names only inside paths. */
  async #addParents(parts: readonly string[]): Promise<void> {
    for (let length = 1; length < parts.length; length += 1) {
      const parent = parts.slice(0, length);
      if (this.#register.has(parent)) continue;
      await this.#add(parent, 'dir', { mode: 0o755, mtimeMs: Date.now() });
      await this.#staging.makeFolder(parent);
    }
  }

  #plainMode(header: Header, path: string): number {
    if (header.mode & 0o6000) {
      this.#warnings.push({ path, problem: 'special-mode', detail: header.mode.toString(8) });
    }
    return header.mode & 0o1777;
  }

  async #checkIndex(rest: Buffer, plaintextLength: number, archiveId: Buffer): Promise<void> {
    const { name } = this.#options;
    const trailer = decodeTrailer(rest.subarray(-trailerLength), plaintextLength);
    const index = rest.subarray(0, -trailerLength);
    const summary = trailer?.length === index.length ? await readIndexSummary(index) : null;
    if (!summary) throw new UserError('archive-damaged', { name, reason: 'its index is malformed' });
    if (summary.id !== archiveId.toString('hex')) {
      throw new UserError('archive-damaged', { name, reason: 'its index belongs to another archive' });
    }
    if (summary.name !== basename(name))
      throw new UserError('archive-swapped', { name, found: summary.name });
  }

  #translate(error: unknown, entry: string): unknown {
    const { name } = this.#options;
    if (error instanceof EntryRefused) {
      return new UserError('archive-entry-refused', { name, entry, reason: error.message }, { cause: error });
    }
    // tar-stream throws plain errors for what it cannot parse; those of the system have a code.
    const isMalformed =
      error instanceof TarRefused || (isPlainError(error) && systemCode(error) === undefined);
    if (!isMalformed) return error;
    return new UserError(
      'archive-damaged',
      { name, reason: `its tar is malformed: ${error.message}` },
      { cause: error },
    );
  }
}

function isPlainError(error: unknown): error is Error {
  return error instanceof Error && Object.getPrototypeOf(error) === Error.prototype;
}

/** The modification time of a pax header, in milliseconds. */
function paxTime(pax: unknown): number | undefined {
  if (typeof pax !== 'object' || pax === null || !('mtime' in pax)) return undefined;
  const seconds = Number(pax.mtime);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
