import { chmod, link, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshot } from '../support/tree.ts';
import {
  archiveName,
  contents,
  expectSameTree,
  restore,
  seal,
  sourceOf,
  storage,
  ways,
  workFolder,
} from './support/archives.ts';
import { noise } from './support/rawTar.ts';

describe.each(contents)('an archive of any tree (%s)', (content) => {
  const name = fc
    .oneof(fc.constantFrom('a', 'b', 'c', 'é'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
    .map((text) => text.normalize('NFC').replace(/[/\p{Cc}]/gu, '_'))
    .filter((text) => text !== '.' && text !== '..' && !text.startsWith('%'));
  const path = fc.array(name, { minLength: 1, maxLength: 4 });
  const node = fc.record({
    path,
    kind: fc.oneof(
      fc.record({
        type: fc.constant('file' as const),
        size: fc.oneof(fc.constantFrom(0, 1, 511, 512, 513), fc.integer({ min: 0, max: 9000 })),
        isNoise: fc.boolean(),
      }),
      fc.record({ type: fc.constant('dir' as const) }),
      fc.record({ type: fc.constant('symlink' as const), target: name }),
      fc.record({ type: fc.constant('link' as const), to: fc.nat() }),
    ),
    mode: fc.constantFrom(0o600, 0o644, 0o755, 0o700),
    // Quarters, which need no rounding.
    time: fc.integer({ min: 0, max: 2 ** 33 }).map((value) => value / 4),
  });

  it('is restored identically, whole and in part, both ways', async () => {
    const folder = await workFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(node, { maxLength: 12 }),
        fc.infiniteStream(fc.boolean()),
        async (nodes, chances) => {
          run += 1;
          const root = join(folder, String(run), 's');
          await makeTree(root, nodes);
          const { archive, report } = await seal([root], content);
          expect(report.warnings).toEqual([]);
          for (const way of ways) {
            const destination = join(folder, String(run), way);
            await restore(archive, destination, way);
            await expectSameTree(join(destination, 's'), root);
          }
          const { entries } = await storage.list(sourceOf(archive), archiveName);
          const files = entries.filter(({ type }) => type === 'file' || type === 'symlink');
          const only = files.map((entry) => entry.path).filter(() => chances.next().value);
          if (only.length > 0) await expectSamePart(archive, join(folder, String(run)), only);
          await rm(join(folder, String(run)), { recursive: true });
        },
      ),
      { numRuns: 60 },
    );
  });

  async function expectSamePart(archive: Buffer, folder: string, only: string[]): Promise<void> {
    const whole = await snapshot(join(folder, 'as a stream'));
    const wanted = new Set(only.flatMap((selected) => ancestorsOf(selected)));
    for (const way of ways) {
      const destination = join(folder, `part ${way}`);
      // A name may look like a glob; then it selects more than itself.
      await restore(archive, destination, way, { only });
      const part = await snapshot(destination);
      expect(Object.keys(part)).toEqual(expect.arrayContaining([...wanted]));
      for (const [found, { what, mtimeMs }] of Object.entries(part)) {
        // The first of several names may not be among them.
        expect(what.replace(/ = .*/, '')).toBe(whole[found]?.what.replace(/ = .*/, ''));
        expect(Math.abs(mtimeMs - (whole[found]?.mtimeMs ?? 0))).toBeLessThan(0.002);
      }
    }
  }

  async function makeTree(root: string, nodes: readonly TreeNode[]): Promise<void> {
    await mkdir(root, { recursive: true });
    const files: string[] = [];
    const made: { target: string; time: number; mode: number }[] = [];
    for (const { path: parts, kind, mode, time } of nodes) {
      const target = join(root, ...parts);
      try {
        await mkdir(dirname(target), { recursive: true });
        if (kind.type === 'dir') await mkdir(target);
        else if (kind.type === 'symlink') await symlink(kind.target, target);
        else if (kind.type === 'link') await link(files[kind.to % files.length] ?? '', target);
        else {
          await writeFile(target, kind.isNoise ? noise(kind.size) : Buffer.alloc(kind.size, 'x'), {
            flag: 'wx',
          });
          files.push(target);
        }
      } catch {
        // Something else of that name was made before.
        continue;
      }
      if (kind.type === 'file' || kind.type === 'dir') made.push({ target, time, mode });
    }
    for (const { target, time, mode } of made.reverse()) {
      await chmod(target, mode | 0o100);
      await utimes(target, time, time);
    }
  }
});

interface TreeNode {
  readonly path: string[];
  readonly kind:
    | { readonly type: 'file'; readonly size: number; readonly isNoise: boolean }
    | { readonly type: 'dir' }
    | { readonly type: 'symlink'; readonly target: string }
    | { readonly type: 'link'; readonly to: number };
  readonly mode: number;
  readonly time: number;
}

/** A path, and the folders above it. */
function ancestorsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
