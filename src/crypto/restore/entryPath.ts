/** Why an entry of an archive must not be restored. */
export class EntryRefused extends Error {
  override readonly name = 'EntryRefused';
}

/** The longest name that file systems keep, in bytes. */
const maximumNameLength = 255;

/**
 * The path of an entry below the destination, in its parts. Control characters, which are allowed in names
 * but can deceive whoever lists them, are written as `%XX`.
 *
 * @throws {EntryRefused} when it is absolute, climbs, holds a NUL or half a character, or a name that no file system
 *   keeps
 */
export function checkEntryPath(path: string): string[] {
  if (path.includes('\0')) throw new EntryRefused('a NUL in its name');
  if (!path.isWellFormed()) throw new EntryRefused('a name that is no Unicode');
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

/**
 * Remembers what was restored, so that no later entry repeats it, or goes through a link or a file. Files with plain
 * names it leaves to the file system, which knows them too: there may be millions.
 */
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
    if (this.#types.has(key)) throw new EntryRefused('a name that comes twice');
    if (type !== 'file' || !isPlain(key)) this.#types.set(key, type);
  }

  /** True for a folder or link that was restored. */
  has(parts: readonly string[]): boolean {
    return this.#types.has(keyOf(parts));
  }

  /** True when a path is that of a link, or leads through one. */
  meetsLink(parts: readonly string[]): boolean {
    return parts.some((_, index) => this.#types.get(keyOf(parts.slice(0, index + 1))) === 'symlink');
  }
}

/** The path in the normal form that other spellings of it share. */
function keyOf(parts: readonly string[]): string {
  return parts.join('/').normalize('NFC');
}

/** True for what no other spelling is equal to. */
function isPlain(key: string): boolean {
  return /^[\x20-\x7e]*$/.test(key);
}
