/** Why an entry of an archive must not be restored. */
export class EntryRefused extends Error {
  override readonly name = 'EntryRefused';
}

/** The name is that of another entry, or differs from it only in its normal form. */
export class NameTaken extends EntryRefused {}

/** The longest name that file systems keep, in bytes. */
const maximumNameLength = 255;

/**
 * The path of an entry below the destination, in its parts. Control characters, which are allowed in names
 * but can deceive whoever lists them, are written as `%XX`.
 *
 * @throws {EntryRefused} when it is absolute, climbs, holds a NUL, or a name that no file system keeps
 */
export function checkEntryPath(path: string): string[] {
  if (path.includes('\0')) throw new EntryRefused('a NUL in its name');
  if (path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:/.test(path)) {
    throw new EntryRefused('an absolute path');
  }
  const parts = path.split('/').filter((part, index) => part !== '' && !(part === '.' && index === 0));
  if (parts.length === 0) throw new EntryRefused('an empty name');
  if (parts.includes('..') || parts.includes('.')) throw new EntryRefused('a path that climbs');
  const names = parts.map(escapeControls);
  if (names.some((name) => Buffer.byteLength(name) > maximumNameLength)) {
    throw new EntryRefused(`a name of more than ${maximumNameLength} bytes`);
  }
  return names;
}

/** Control characters as `%XX`: in names, and in what links point to, so that one still meets the other. */
export function escapeControls(name: string): string {
  return name.replace(/\p{Cc}/gu, (character) => encodeURIComponent(character));
}

/**
 * True when a symbolic link at `path` may lead out of the destination. A `..` counts as leading out also where it
 * follows a name, because that name may be another link, and lead up further than it seems to lead down.
 */
export function climbsOut(path: readonly string[], target: string): boolean {
  if (target.startsWith('/')) return true;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const ups = parts.findIndex((part) => part !== '..');
  return ups < 0 ? parts.length >= path.length : ups >= path.length || parts.includes('..', ups);
}

/** Remembers what was restored, so that no later entry repeats it, or goes through a link or a file. */
export class EntryRegister {
  readonly #types = new Map<string, 'file' | 'dir' | 'symlink'>();

  /** @throws {EntryRefused} */
  add(parts: readonly string[], type: 'file' | 'dir' | 'symlink'): void {
    for (let length = 1; length < parts.length; length += 1) {
      const parent = this.#types.get(keyOf(parts.slice(0, length)));
      if (parent === 'symlink') throw new EntryRefused('a path through a link');
      if (parent === 'file') throw new EntryRefused('a path through a file');
    }
    const key = keyOf(parts);
    if (this.#types.has(key)) throw new NameTaken('a name that comes twice');
    this.#types.set(key, type);
  }

  has(parts: readonly string[]): boolean {
    return this.#types.has(keyOf(parts));
  }

  isFile(parts: readonly string[]): boolean {
    return this.#types.get(keyOf(parts)) === 'file';
  }
}

function keyOf(parts: readonly string[]): string {
  return parts.join('/').normalize('NFC');
}
