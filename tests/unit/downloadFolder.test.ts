import { expect, it } from 'vitest';
import { downloadFolder } from '../../src/config/home.ts';

it.each([
  ['documents.enc', 'documents'],
  ['no ending', 'no ending'],
  ['../../etc/cron.d.enc', 'cron.d'],
  ['a/b.enc', 'b'],
  ['..', 'archive'],
  ['...enc', 'archive'],
  ['.enc', 'archive'],
  ['', 'archive'],
])('an archive named %j is restored below the downloads, in %j', (name, folder) => {
  expect(downloadFolder('/home', name)).toBe(`/home/downloads/${folder}`);
});
