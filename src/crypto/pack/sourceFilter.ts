import { basename, matchesGlob } from 'node:path';

/** Globs that choose among the sources of an archive. */
export interface SourceSelection {
  /** Only what one of them matches is stored, and the folders above it; everything where empty. */
  readonly include?: readonly string[] | undefined;
  /** What one of them matches is left out, with everything in it. */
  readonly exclude?: readonly string[] | undefined;
}

/** Decides, on the way down, what is stored. */
export interface SourceFilter {
  isExcluded(source: string, path: string): boolean;
  isIncluded(source: string, path: string): boolean;
}

/**
 * A glob without `/` is for a name at any depth (`*.log`); one that begins with `/` for a path on this machine
 * (`/etc/ssh/*_key`); any other for a path in the archive, as `show` lists it (`etc/ssh`).
 */
export function createSourceFilter({ include = [], exclude = [] }: SourceSelection): SourceFilter {
  const isAnyOf = (globs: readonly string[]) => {
    const matchers = globs.map(matcherOf);
    return (source: string, path: string) => matchers.some((matches) => matches(source, path));
  };
  return { isExcluded: isAnyOf(exclude), isIncluded: include.length === 0 ? () => true : isAnyOf(include) };
}

function matcherOf(given: string): (source: string, path: string) => boolean {
  const glob = given.replace(/^\.\//, '').replace(/(?<=.)\/+$/, '');
  const matches = (path: string) => path === glob || matchesGlob(path, glob);
  if (glob.startsWith('/')) return matches;
  if (glob.includes('/')) return (_source, path) => matches(path);
  return (_source, path) => matches(basename(path));
}
