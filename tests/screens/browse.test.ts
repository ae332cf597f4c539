import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { makeEntries } from '../support/archiveEntries.ts';
import { latest } from '../support/fakeClient.ts';
import { makeArchives, openArchives, type TerminalOptions } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const entries = makeEntries({
  'etc/': 0,
  'etc/passwd': 1500,
  'etc/ssh/': 0,
  'etc/ssh/a[1]*.txt': 2000,
  'etc/ssh/config10': 10,
  'etc/ssh/config2': 20,
  'etc/hosts': 500,
});

async function openArchive(options: TerminalOptions = {}) {
  const terminal = await openArchives({ archives: makeArchives(3), ...options });
  await terminal.type(keys.enter);
  latest(terminal.client.readings).succeed(entries);
  await terminal.see(/► +etc\//);
  return terminal;
}

test('Enter shows what is inside an archive: folders first, with sizes of all in them', async () => {
  const terminal = await openArchive();
  await terminal.see('Inside archive-00001.enc');
  await terminal.see('/ · 7 entries, 4.0 kB');
  await terminal.see(/► {3}etc\/ +4\.0 kB +2026-01-01 10:30/);
  await terminal.type(keys.enter);
  await terminal.see('..  parent folder');
  await terminal.see(/► {3}ssh\/ +2\.0 kB/);
  await terminal.type(keys.right);
  await terminal.see('/etc/ssh · 4 entries, 2.0 kB');
  expect(
    terminal
      .lines()
      .slice(5, 8)
      .map((line) => line.slice(5, 20).trim()),
  ).toEqual(['a[1]*.txt', 'config2', 'config10']);
  await terminal.type(keys.left);
  await terminal.see(/► {3}ssh\//);
  await terminal.type(`${keys.backspace}${keys.escape}`);
  await terminal.see('3 archives');
});

test('permissions show where the window is wide, and dates go where it is narrow', async () => {
  const terminal = await openArchive({ columns: 110 });
  await terminal.see(/Permissions +Modified/);
  await terminal.type(`${keys.enter}G`);
  await terminal.see(/passwd +1\.5 kB +-rw-r----- +2026/);
  const narrow = await openArchive({ columns: 60, rows: 16 });
  expect(narrow.screen()).not.toContain('Modified');
  expect(narrow.lines().every((line) => line.length <= 60)).toBe(true);
});

test('d restores what is marked, by paths that are taken as they stand', async () => {
  const terminal = await openArchive();
  await terminal.type(`${keys.enter}${keys.enter} `);
  await terminal.see('1 entry marked, 2.0 kB');
  await terminal.type(`${keys.left}${keys.end} `);
  await terminal.see('2 entries marked, 3.5 kB');
  await terminal.see('○ ssh/');
  await terminal.type('d');
  await terminal.see('2 entries, 3.5 kB');
  await terminal.type(`${keys.ctrl('u')}~/part${keys.enter}`);
  await terminal.see('Restore to', false);
  const transfer = latest(terminal.client.transfers);
  expect(transfer.subject).toBe('archive-00001.enc');
  expect(transfer.options).toMatchObject({
    only: [':(literal)etc/ssh/a[1]*.txt', ':(literal)etc/passwd'],
    destination: join(terminal.home, 'part'),
  });
  await terminal.see('marked', false);
  transfer.succeed({ entries: 2 });
  await terminal.see('√ Restored 2 entries');
});

test('a marked folder means everything in it; what is unmarked in it is left out', async () => {
  const terminal = await openArchive();
  await terminal.type(' ');
  await terminal.see('7 entries marked, 4.0 kB');
  await terminal.type(`${keys.right}`);
  await terminal.see('● ssh/');
  await terminal.type(' ');
  await terminal.see('2 entries marked, 2.0 kB');
  await terminal.type(`d${keys.enter}`);
  expect(latest(terminal.client.transfers).options?.only).toEqual([
    ':(literal)etc/hosts',
    ':(literal)etc/passwd',
  ]);
});

test('without marks the highlighted is restored, a file by Enter', async () => {
  const terminal = await openArchive();
  await terminal.type('d');
  await terminal.see('7 entries, 4.0 kB');
  await terminal.type(`${keys.escape}${keys.enter}`);
  await terminal.see('parent folder');
  await terminal.type(`G${keys.enter}`);
  await terminal.see('Restore to');
  await terminal.type(keys.enter);
  expect(latest(terminal.client.transfers).options?.only).toEqual([':(literal)etc/passwd']);
});

test('files in the way are asked about inside the archive, with one answer for all', async () => {
  const terminal = await openArchive();
  await terminal.type(`d${keys.enter}`);
  latest(terminal.client.transfers).fail(new UserError('would-overwrite', { paths: ['a', 'b'] }));
  await terminal.see('Your answer is for all');
  await terminal.type(`${keys.down}${keys.down}`);
  await terminal.see('► Leave those that are there as they are');
  await terminal.type(keys.enter);
  expect(latest(terminal.client.transfers).options).toMatchObject({
    overwrite: 'skip',
    only: [':(literal)etc'],
  });
});

test('the filter highlights the first name that begins with what is typed', async () => {
  const terminal = await openArchive();
  await terminal.type(`${keys.enter}/s`);
  await terminal.see('3 of 3');
  await terminal.see(/► {3}ssh\//);
  await terminal.type(keys.escape);
  await terminal.type(`${keys.home}/p`);
  await terminal.see(/► {3}passwd/);
  await terminal.see('1 of 3');
});

test('o sorts by size and by date, and the highlight stays on its row', async () => {
  const terminal = await openArchive();
  await terminal.type(`${keys.enter}jj`);
  await terminal.see(/► {3}passwd/);
  const names = () =>
    terminal
      .lines()
      .slice(5, 8)
      .map((line) => line.slice(5, 20).trim());
  await terminal.type('o');
  await terminal.see('Size ▼');
  expect(names()).toEqual(['ssh/', 'passwd', 'hosts']);
  await terminal.see(/► {3}passwd/);
  await terminal.type('o');
  await terminal.see('Modified ▼');
  expect(names()).toEqual(['ssh/', 'hosts', 'passwd']);
});

test('reading is shown, and Escape cancels it', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  await terminal.type(keys.enter);
  await terminal.see('Reading what is inside…');
  const { signal } = latest(terminal.client.readings);
  await terminal.type(keys.escape);
  await terminal.see('3 archives');
  expect(signal?.aborted).toBe(true);
});

test('an archive that cannot be opened says so at the archives', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  await terminal.type(keys.enter);
  latest(terminal.client.readings).fail(new UserError('archive-not-found', { name: 'archive-00001.enc' }));
  await terminal.see('3 archives');
  await terminal.see(/! .*archive-00001\.enc/);
});

test('a server without ranges is only asked for the whole archive after a question', async () => {
  const terminal = await openArchives({ archives: makeArchives(3), readsInPart: false });
  await terminal.type(keys.enter);
  await terminal.see('Receive the whole archive?');
  await terminal.see('1.5 kB');
  await terminal.type(keys.enter);
  await terminal.see('Receive it', false);
  expect(terminal.client.readings).toHaveLength(0);
  await terminal.type(`${keys.enter}y`);
  await terminal.see('Inside archive-00001.enc');
  latest(terminal.client.readings).progress({ stage: 'receiving', doneBytes: 500, totalBytes: 1500 });
  await terminal.see('500 B of 1.5 kB');
  latest(terminal.client.readings).succeed(entries);
  await terminal.see(/► +etc\//);
});

test('an archive of a hundred thousand entries is walked by drawing what is visible', async () => {
  const terminal = await openArchives({ archives: makeArchives(1) });
  await terminal.type(keys.enter);
  const names = Array.from({ length: 100_000 }, (_, index) => [`all/file ${index}`, 1]);
  latest(terminal.client.readings).succeed(makeEntries(Object.fromEntries(names)));
  await terminal.see('100,000 entries, 100 kB');
  await terminal.type(keys.enter);
  await terminal.see('2 of 100,001');
  const { bytes } = terminal.written;
  await terminal.type('G');
  await terminal.see(/► {3}file 99999/);
  await terminal.type(' ');
  await terminal.see('1 entry marked');
  await terminal.type('/99998');
  await terminal.see('1 of 100,000');
  expect(terminal.written.bytes - bytes).toBeLessThan(12_000);
});

test('names from an archive do no harm, and are asked for as the archive has them', async () => {
  const terminal = await openArchives({ archives: makeArchives(1) });
  await terminal.type(keys.enter);
  latest(terminal.client.readings).succeed(makeEntries({ '\u{1b}[2Jevil\u{202e}\n': 1, '../../up': 1 }));
  await terminal.see('\u{fffd}[2Jevil\u{fffd}\u{fffd}');
  await terminal.type(`Gd${keys.enter}`);
  expect(latest(terminal.client.transfers).options?.only).toEqual([':(literal)\u{1b}[2Jevil\u{202e}\n']);
});

test('the menu leads inside, and the keys speak French', async () => {
  const terminal = await openArchives({ archives: makeArchives(2), language: 'fr' });
  await terminal.type('m');
  await terminal.see('Voir ce qu’elle contient');
  await terminal.type(`${keys.down.repeat(3)}${keys.enter}`);
  await terminal.see('Contenu de archive-00001.enc');
  latest(terminal.client.readings).succeed(entries);
  await terminal.see('/ · 7 éléments, 4,0 ko');
  await terminal.see('d restaurer');
  await terminal.type(' ');
  await terminal.see('7 éléments marqués, 4,0 ko');
});
