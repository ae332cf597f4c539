import type { Found, Tree } from '../../support/tree.ts';
import type { Made } from './model.ts';

/** Milliseconds: times are exact to the microsecond that a tar keeps. */
const exactness = 0.002;

/** What is not as it ought to be, a line each. */
export function differences(found: Tree, wanted: Tree): string[] {
  const paths = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  return [...paths].flatMap((path) => differenceAt(path, found[path], wanted[path]) ?? []);
}

function differenceAt(path: string, found: Found | undefined, wanted: Found | undefined): string | null {
  if (found === undefined) return `${path} is missing`;
  if (wanted === undefined) return `${path} should not be there`;
  if (found.what !== wanted.what) return `${path} is ${found.what}, not ${wanted.what}`;
  if (Math.abs(found.mtimeMs - wanted.mtimeMs) > exactness)
    return `${path} is of ${found.mtimeMs}, not ${wanted.mtimeMs}`;
  return null;
}

/**
 * Of an archive whose sources changed while it was made: each path must be as it was before or afterwards, or have been
 * said to have changed.
 */
export function unexplained(found: Tree, { before, after, warned }: Made): string[] {
  const paths = new Set([...Object.keys(found), ...Object.keys(before)]);
  return [...paths].flatMap((path) => {
    if (warned.has(path)) return [];
    const asBefore = differenceAt(path, found[path], before[path]);
    // What came or went meanwhile may be there or not.
    if (asBefore === null || found[path] === undefined)
      return asBefore !== null && after[path] ? [asBefore] : [];
    const asAfterwards = differenceAt(path, found[path], after[path]);
    return asAfterwards === null ? [] : [`${asBefore}; and ${asAfterwards}`];
  });
}

/** What lies where an interrupted restoration put it: every file has to be whole. */
export function notWhole(found: Tree, wanted: Tree): string[] {
  return Object.entries(found).flatMap(([path, { what }]) => {
    const whole = wanted[path]?.what;
    if (path.startsWith('.secure-client-') || what === whole) return [];
    if (what.startsWith('dir') && whole?.startsWith('dir')) return [];
    return [`${path} is ${what}, not ${whole}`];
  });
}

/** Some paths, what is below them, and the folders above. */
export function partOf(tree: Tree, paths: readonly string[]): Tree {
  const isWanted = (path: string) =>
    paths.some((one) => path === one || path.startsWith(`${one}/`) || one.startsWith(`${path}/`));
  return withoutLinks(Object.fromEntries(Object.entries(tree).filter(([path]) => isWanted(path))));
}

/** The first of several names may not be in a part. */
export function withoutLinks(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([path, { what, mtimeMs }]) => [
      path,
      { what: what.replace(/ = .*/, ''), mtimeMs },
    ]),
  );
}

/** Bytes of all files. */
export function sizeOfTree(tree: Tree): number {
  return Object.values(tree).reduce(
    (sum, { what }) => sum + Number(/^file \d+ (\d+)/.exec(what)?.[1] ?? 0),
    0,
  );
}
