import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMembers, writeMembers } from '../../../src/client/transfers/memberFile.ts';
import { MemberList } from '../../../src/crypto/pack/memberList.ts';
import type { PlannedMember } from '../../../src/crypto/pack/plan.ts';
import { workFolder } from '../../crypto/support/archives.ts';

const one: PlannedMember = {
  source: '/s/a\u001b\n',
  path: 's/a\u001b\n',
  type: 'symlink',
  target: 'é\u2028',
  size: 0,
  mtimeMs: 1_700_000_000_123.5,
  ctimeMs: -0.25,
  mode: 0o777,
  uid: 4_294_967_294,
  gid: 0,
  inode: 2 ** 60,
};

/** So many members, no two alike. */
function listOf(count: number): MemberList {
  const list = new MemberList();
  for (let number = 0; number < count; number += 1)
    list.push({ ...one, path: `s/${number}`, mtimeMs: number / 7 });
  return list;
}

test.each([0, 1, 999, 1000, 1001, 2500])('a list of %i members comes back as it was', async (count) => {
  const path = join(await workFolder(), 'members');
  const list = listOf(count);
  await writeMembers(path, list);
  const found = await readMembers(path);
  expect(found.length).toBe(count);
  expect([...found]).toEqual([...list]);
});

test('names, links and times of any kind come back', async () => {
  const path = join(await workFolder(), 'members');
  const list = new MemberList();
  list.push(one);
  await writeMembers(path, list);
  expect([...(await readMembers(path))]).toEqual([one]);
});

test('a list is refused that was cut or altered anywhere, between two blocks too', async () => {
  const path = join(await workFolder(), 'members');
  await writeMembers(path, listOf(2500));
  const whole = await readFile(path);
  const firstBlock = 32 + 4 + whole.readUInt32BE(32);
  for (const length of [0, 31, 32, 35, firstBlock, firstBlock + 3, whole.length - 1]) {
    await writeFile(path, whole.subarray(0, length));
    await expect(readMembers(path)).rejects.toThrow();
  }
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length * 8 - 1 }), async (bit) => {
      const altered = Buffer.from(whole);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await writeFile(path, altered);
      await expect(readMembers(path)).rejects.toThrow();
    }),
    { numRuns: 50 },
  );
});
