import { rm } from 'node:fs/promises';
import { snapshot, type Tree } from '../../support/tree.ts';
import { differences, unexplained } from './compare.ts';
import type { Life } from './life.ts';
import type { Archive } from './model.ts';

const shown = 5;

/** Compares what lies in a folder with what an archive ought to hold, and removes it. */
export async function expectRestored(life: Life, archive: Archive, folder: string): Promise<void> {
  const found = await snapshot(folder);
  const wrong = wrongIn(found, archive);
  life.tally.add('restores compared');
  if (wrong.length > 0)
    life.fail(`${archive.name} was not restored as it was: ${wrong.slice(0, shown).join('; ')}`);
  archive.tree ??= found;
  await rm(folder, { recursive: true, force: true });
}

function wrongIn(found: Tree, { tree, made, candidates }: Archive): string[] {
  if (tree !== null) return differences(found, tree);
  if (candidates?.some((one) => isSame(found, one))) return [];
  // Started over, it holds one of the sources as it is now.
  const roots = new Set(Object.keys(found).map((path) => path.split('/')[0] ?? ''));
  const before = candidates === undefined ? made.before : onlyRoots(made.before, roots);
  return unexplained(found, { ...made, before });
}

function isSame(one: Tree, other: Tree): boolean {
  return differences(one, other).length === 0;
}

function onlyRoots(tree: Tree, roots: ReadonlySet<string>): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => roots.has(path.split('/')[0] ?? '')));
}
