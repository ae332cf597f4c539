import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { latest } from '../support/fakeClient.ts';
import { makeArchives, openArchives } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

test('Space marks and goes on; count and total are shown', async () => {
  const terminal = await openArchives({ archives: makeArchives(5) });
  await terminal.type('  ');
  await terminal.see('─ 2 marked, 4.5 kB ─');
  await terminal.see('  ●  archive-00002.enc');
  await terminal.see('►   archive-00003.enc');
  await terminal.type('k ');
  await terminal.see('─ 1 marked, 1.5 kB ─');
});

test('a marks all that the filter shows, and then none of them', async () => {
  const terminal = await openArchives({ archives: makeArchives(30) });
  await terminal.type(`/0001${keys.enter}a`);
  await terminal.see('─ 11 marked, 219 kB ─');
  await terminal.type(keys.escape);
  await terminal.type('ga');
  await terminal.see('─ 30 marked');
  await terminal.type('a');
  await terminal.see('marked', false);
});

test('marks leave with the archives they were on', async () => {
  const terminal = await openArchives({ archives: makeArchives(5) });
  await terminal.type('  ');
  terminal.client.archives = terminal.client.archives.slice(1);
  await terminal.type('r');
  await terminal.see('─ 1 marked, 3.0 kB ─');
});

test('marked archives are downloaded each into a folder of its own', async () => {
  const terminal = await openArchives({ archives: makeArchives(5) });
  await terminal.type('  d');
  await terminal.see('2 archives, 4.5 kB');
  await terminal.see('Each gets a folder of its own in it.');
  await terminal.type(`${keys.ctrl('u')}~/restored${keys.enter}`);
  await terminal.see('Downloading archive-00001.enc');
  await terminal.see('All: 1 of 2 · 0 B of 4.5 kB · 0 %');
  await terminal.see('marked', false);
  const folder = (name: string) => ({ destination: join(terminal.home, 'restored', name) });
  expect(latest(terminal.client.transfers).options).toMatchObject(folder('archive-00001'));
  latest(terminal.client.transfers).succeed();
  await terminal.see('Downloading archive-00002.enc');
  await terminal.see('All: 2 of 2 · 1.5 kB of 4.5 kB · 33 %');
  expect(latest(terminal.client.transfers).options).toMatchObject(folder('archive-00002'));
});

test('marked archives are verified one after the other; what changed while it was stored is told', async () => {
  const terminal = await openArchives({ archives: makeArchives(5) });
  await terminal.type('  v');
  await terminal.see('Verifying archive-00001.enc');
  latest(terminal.client.transfers).succeed({ entries: 1204 });
  await terminal.see('√ Verified archive-00001.enc: 1,204 entries, 4.0 kB, every byte authentic');
  await terminal.see('Verifying archive-00002.enc');
  latest(terminal.client.transfers).succeed({ changed: ['/var/log/syslog'] });
  await terminal.see(/· 1\s+warning/);
  await terminal.type('w');
  await terminal.see('/var/log/syslog');
});

test('a damaged archive is told with what to do', async () => {
  const terminal = await openArchives({ archives: makeArchives(2) });
  await terminal.type('v');
  latest(terminal.client.transfers).fail(
    new UserError('archive-damaged', { name: 'archive-00001.enc', reason: 'x' }),
  );
  await terminal.see('! Verification of archive-00001.enc failed.');
  await terminal.see('→ ');
});

test('deleting names what would be gone, keeps it by default, and obeys a yes', async () => {
  const terminal = await openArchives({ archives: makeArchives(10) });
  await terminal.type('     D');
  await terminal.see('5 archives will be gone from the server, for good:');
  await terminal.see('archive-00001.enc');
  await terminal.see('… and 2 more');
  await terminal.see('► Keep');
  await terminal.type(keys.enter);
  await terminal.see('for good', false);
  expect(terminal.client.archives).toHaveLength(10);
  await terminal.type('Dy');
  await terminal.see('√ Deleted 5 archives');
  await terminal.see('►   archive-00006.enc');
  await terminal.see('5 archives · nothing scheduled');
  expect(terminal.client.archives).toHaveLength(5);
});

test('without marks the highlighted archive is deleted', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  await terminal.type('jD');
  await terminal.see('1 archive will be gone');
  await terminal.type('y');
  await terminal.see('√ Deleted archive-00002.enc');
  expect(terminal.client.archives.map(({ name }) => name)).toEqual([
    'archive-00001.enc',
    'archive-00003.enc',
  ]);
});

test('a deletion that fails in the middle says so, and the list is what is left', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  terminal.client.undeletable.set('archive-00002.enc', new UserError('archive-changed', { name: 'x' }));
  await terminal.type('aDy');
  await terminal.see('2 archives ·');
  await terminal.see('! ');
  expect(terminal.client.archives.map(({ name }) => name)).toEqual([
    'archive-00002.enc',
    'archive-00003.enc',
  ]);
});

test.for([
  ['en', 'This server cannot delete archives'],
  ['fr', 'Ce serveur ne sait pas supprimer d’archives'],
] as const)('a server that cannot delete is not asked to, in %s', async ([language, told]) => {
  const abilities = { deletes: false, resumesUploads: false };
  const terminal = await openArchives({ archives: makeArchives(3), abilities, language });
  await terminal.type('D');
  await terminal.see(told);
});

test('the menu says what its actions are for', async () => {
  const terminal = await openArchives({ archives: makeArchives(3), columns: 60, rows: 16 });
  await terminal.type('m');
  await terminal.see(/│ archive-00001\.enc +│/);
  await terminal.see('Delete from the server');
  await terminal.type(`${keys.escape}`);
  await terminal.see('Actions', false);
  await terminal.type('  m');
  await terminal.see(/│ 2 marked, 4\.5 kB +│/);
});

test('in French the same is said', async () => {
  const terminal = await openArchives({ archives: makeArchives(10), language: 'fr' });
  await terminal.type('   ');
  await terminal.see('─ 3 marquées, 9,0 ko ─');
  await terminal.type('D');
  await terminal.see('3 archives disparaîtront du serveur, définitivement :');
  await terminal.type('o');
  await terminal.see('√ 3 archives supprimées');
});
