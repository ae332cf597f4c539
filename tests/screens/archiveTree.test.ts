import fc from 'fast-check';
import { expect, test } from 'vitest';
import { literalPattern } from '../../src/common/literalPath.ts';
import { storedPathOf, type TreeNode } from '../../src/components/state/archiveTree.ts';
import { amountOf, markOf, toggleMark } from '../../src/components/state/browseState.ts';
import { growTree } from '../../src/components/state/runners/archiveContents.ts';
import { createSelection } from '../../src/crypto/restore/selection.ts';
import { makeEntries } from '../support/archiveEntries.ts';

const grow = (sizes: Record<string, number>) => growTree(makeEntries(sizes), new AbortController().signal);

function leavesOf(node: TreeNode): TreeNode[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);
}

test('folders that are only named in paths are there, and hold what is in them', async () => {
  const root = await grow({ 'a/b/c': 3, 'a/d': 4, './e': 5, 'a//f': 6 });
  expect(root).toMatchObject({ bytes: 18, entries: 4 });
  const [a] = root.children;
  expect(a).toMatchObject({ name: 'a', kind: 'folder', bytes: 13, entries: 3, modifiedAt: null });
  expect(a?.children.map(({ name }) => name)).toEqual(['b', 'd', 'f']);
});

test('a path that comes twice counts once, and a file with something in it is a folder', async () => {
  const entries = [...makeEntries({ a: 1 }), ...makeEntries({ a: 1 }), ...makeEntries({ 'a/b': 2 })];
  const root = await growTree(entries, new AbortController().signal);
  expect(root).toMatchObject({ bytes: 3, entries: 2 });
  expect(root.children[0]?.kind).toBe('folder');
});

test('growing ends when it is cancelled', async () => {
  const growing = growTree(
    makeEntries(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`n${index}`, 1]))),
    AbortSignal.abort('cancelled'),
  );
  await expect(growing).rejects.toBe('cancelled');
});

const part = fc.constantFrom('a', 'b', 'c[1]', '*', '{a,b}');
const paths = fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 15,
  selector: (parts) => parts.join('/'),
});

test('marks made in any order restore exactly the leaves that look marked', async () => {
  await fc.assert(
    fc.asyncProperty(paths, fc.array(fc.nat(), { maxLength: 8 }), async (all, picks) => {
      const root = await grow(Object.fromEntries(all.map((parts) => [parts.join('/'), 1])));
      const nodes = [...new Set(leavesOf(root).flatMap(withFoldersAbove))];
      let marked: ReadonlySet<TreeNode> = new Set();
      for (const pick of picks) {
        const node = nodes[pick % nodes.length];
        if (node === undefined) continue;
        const before = markOf(marked, node);
        marked = toggleMark(marked, node);
        expect(markOf(marked, node)).toBe(before === 'whole' ? 'none' : 'whole');
      }
      const only = [...marked].map((node) => literalPattern(storedPathOf(node)));
      const isWanted = only.length === 0 ? () => false : createSelection(only);
      for (const leaf of leavesOf(root)) {
        expect(isWanted(storedPathOf(leaf))).toBe(markOf(marked, leaf) === 'whole');
      }
      const wanted = all.filter((parts) => isWanted(parts.join('/')));
      expect(amountOf(marked).entries).toBe(wanted.length);
    }),
  );
});

function withFoldersAbove(node: TreeNode): TreeNode[] {
  return node.parent === null ? [] : [node, ...withFoldersAbove(node.parent)];
}
