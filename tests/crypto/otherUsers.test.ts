import { execFileSync } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { archiveName, contents, seal, sourceOf, storage } from './support/archives.ts';
import { noise } from './support/rawTar.ts';
import { sealWhile, sourceWith } from './support/sealWhile.ts';

const isRoot = process.getuid?.() === 0;

/** Root can read everything; another user cannot. The folder above is opened for that user. */
function becomeNobody(root: string, id = 65_534): void {
  execFileSync('chmod', ['755', join(root, '..'), root]);
  if (isRoot) process.seteuid?.(id);
}

function becomeOneself(): void {
  if (isRoot) process.seteuid?.(0);
}

afterEach(becomeOneself);

describe('users who are not root', () => {
  it.each(contents)('leave a file out that they cannot read any more (%s)', async (content) => {
    const { root, target } = await sourceWith(noise(1000));
    const sealed = await sealWhile([root], content, {
      0: async () => {
        await chmod(target, 0);
        becomeNobody(root);
      },
    });
    expect(sealed.warnings).toEqual([{ path: target, problem: 'unreadable', detail: 'EACCES' }]);
    expect(sealed.entries.map(({ path }) => path)).toEqual(['s', 's/a', 's/c']);
  });

  it('leave out what they cannot read', async () => {
    const { root } = await sourceWith(noise(10));
    await mkdir(join(root, 'closed', 'inner'), { recursive: true });
    await chmod(join(root, 'closed'), 0);
    await chmod(join(root, 'b'), 0);
    becomeNobody(root);
    const sealed = await sealWhile([root], 'tar', {});
    becomeOneself();
    await chmod(join(root, 'closed'), 0o700);
    expect(new Set(sealed.warnings)).toEqual(
      new Set([
        { path: join(root, 'b'), problem: 'unreadable', detail: 'EACCES' },
        { path: join(root, 'closed'), problem: 'unreadable', detail: 'EACCES' },
      ]),
    );
    expect(sealed.entries.map(({ path }) => path)).toEqual(['s', 's/a', 's/c']);
  });

  it('seal also where their number has no name', async () => {
    const { root } = await sourceWith(noise(10));
    becomeNobody(root, 54_321);
    const { archive } = await seal([root], 'tar');
    becomeOneself();
    const { summary } = await storage.list(sourceOf(archive), archiveName);
    expect(summary.user).toEqual(isRoot ? '54321' : expect.any(String));
  });
});
