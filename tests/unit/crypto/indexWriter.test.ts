import { expect, it } from 'vitest';
import { IndexWriter } from '../../../src/crypto/indexWriter.ts';

const summary = {
  v: 1,
  name: 'a.enc',
  id: '0'.repeat(32),
  created: '',
  host: '',
  user: '',
  bytes: 0,
} as const;
const entries = 20_000;
/** What the layout leaves for the summary, and for each entry. */
const reserve = 1024 + 8 * entries;

/** Such files, some of which changed while they were stored. */
function indexOf(isChanged: (number: number) => boolean): IndexWriter {
  const index = new IndexWriter();
  const common = { type: 'file', mode: 0o644, uid: 0, gid: 0 } as const;
  for (let number = 0, offset = 512; number < entries; number += 1) {
    // Scattered, so that little repeats, and the same each time.
    const size = (number * 7919) % 100_003;
    const mtimeMs = 1.7e12 + ((number * 2_654_435_761) % 2 ** 32) / 3;
    const path = `s/folder ${Math.floor(number / 100)}/file ${number}`;
    index.addMember({ member: { ...common, path, size, mtimeMs }, offset, isChanged: isChanged(number) });
    offset += 512 * (1 + Math.ceil(size / 512));
  }
  return index;
}

it('fits where it was planned, in one frame in place of blocks, also when every third file changed', async () => {
  const planned = indexOf(() => false).length + reserve;
  const written = await indexOf((number) => number % 3 === 0).encode({ ...summary, entries });
  expect(written.length).toBeLessThan(planned - reserve / 3);
});
