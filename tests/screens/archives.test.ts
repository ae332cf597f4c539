import { expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { makeArchives, openArchives } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

test('the header tells whom we are connected to, how, what is old and what comes next', async () => {
  const terminal = await openArchives({ archives: makeArchives(30) });
  await terminal.see('alice@backup.example.org:8443 · TLSv1.3 · certificate 87 d');
  await terminal.see('30 archives · ! 7 older than 24 h · nothing scheduled');
});

test('ten arrows in one chunk move ten rows, and letters move as arrows do', async () => {
  const terminal = await openArchives({ archives: makeArchives(40) });
  await terminal.type(keys.down.repeat(10));
  await terminal.see('►   archive-00011.enc');
  await terminal.type('kkk');
  await terminal.see('►   archive-00008.enc');
  await terminal.type('G');
  await terminal.see('► ! archive-00040.enc');
  await terminal.type(keys.home);
  await terminal.see('►   archive-00001.enc');
  await terminal.type(keys.up);
  await terminal.see('►   archive-00001.enc');
});

test('a page is a window full, with one row in common', async () => {
  const terminal = await openArchives({ archives: makeArchives(100) });
  const visible = () =>
    terminal
      .lines()
      .filter((line) => line.includes('archive-'))
      .map((line) => line.slice(5, 18));
  const before = visible();
  await terminal.type(keys.pageDown);
  expect(visible()[0]).toBe(before.at(-1));
  await terminal.type(keys.pageUp);
  expect(visible()).toEqual(before);
});

test('archives of 24 hours and more carry a mark, others do not', async () => {
  const terminal = await openArchives({ archives: makeArchives(30) });
  await terminal.type('G');
  const row = (name: string) => terminal.lines().find((line) => line.includes(name));
  expect(row('archive-00023')).toMatch(/^ {5}archive.*23 h/);
  expect(row('archive-00024')).toMatch(/^ {3}! archive.*24 h/);
});

test('the filter works while it is typed, and Escape drops it', async () => {
  const archives = [...makeArchives(20), { name: 'Photos-2026.enc', size: null, uploadedAt: null }];
  const terminal = await openArchives({ archives });
  await terminal.type('/photo');
  await terminal.see('Filter / photo');
  await terminal.see('1 of 21');
  await terminal.see(/Photos-2026\.enc +— +—/);
  await terminal.see('archive-00001', false);
  await terminal.type(`${keys.enter}d`);
  await terminal.see('downloads/Photos-2026');
  await terminal.type(keys.escape);
  await terminal.see('Restore to', false);
  await terminal.type(keys.escape);
  await terminal.see('Filter /', false);
  await terminal.see('►   Photos-2026.enc');
});

test('a filter that nothing matches says so', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  await terminal.type('/xyz');
  await terminal.see('Nothing matches “xyz”.');
});

test('of ten thousand archives only the visible ones are drawn', async () => {
  const terminal = await openArchives({ archives: makeArchives(10_000) });
  await terminal.see('1 of 10,000');
  const before = terminal.written.bytes;
  await terminal.type('G');
  await terminal.see('archive-10000.enc');
  await terminal.type('g');
  await terminal.see('►   archive-00001.enc');
  expect(terminal.written.bytes - before).toBeLessThan(12_000);
});

test('moving one row rewrites two rows, not the list', async () => {
  const terminal = await openArchives({ archives: makeArchives(100) });
  await terminal.type('j');
  const before = terminal.written.bytes;
  await terminal.type('j');
  await terminal.see('►   archive-00003.enc');
  expect(terminal.written.bytes - before).toBeLessThan(700);
});

test('an empty list says what to do', async () => {
  const terminal = await openArchives();
  await terminal.see('Press u to upload files or folders');
  await terminal.type('d');
  await terminal.see('There is no archive in the list.');
  await terminal.type('j');
  await terminal.see('There is no archive in the list.', false);
});

test('the highlight stays on its archive when the list changes', async () => {
  const terminal = await openArchives({ archives: makeArchives(10) });
  await terminal.type('jjj');
  terminal.client.archives = terminal.client.archives.slice(1);
  await terminal.type('r');
  await terminal.see('9 archives');
  await terminal.see('►   archive-00004.enc');
});

test('a listing that fails says what to do; a session that ended leads to the login', async () => {
  const terminal = await openArchives({ archives: makeArchives(2) });
  terminal.client.listingError = new UserError('connection-lost', { host: 'backup.example.org', port: 8443 });
  await terminal.type('r');
  await terminal.see(/! .*broke off/);
  terminal.client.listingError = new UserError('session-ended', {});
  await terminal.type('r');
  await terminal.see('► Password');
  expect(terminal.client.ended).toHaveLength(1);
});

test('names from the server do no harm', async () => {
  const names = [
    '\u{1b}[31mred\u{1b}[0m',
    'two\nlines',
    '\u{202e}reversed',
    'bell\u{7}',
    'x'.repeat(500),
    '写真'.repeat(60),
  ];
  const archives = names.map((name) => ({ name, size: 1, uploadedAt: null }));
  const terminal = await openArchives({ archives });
  await terminal.see('6 archives');
  const rows = terminal.lines().filter((line) => line.endsWith('—'));
  expect(rows).toHaveLength(6);
  expect(rows.slice(0, 4).map((row) => row.slice(5, 21).trim())).toEqual([
    '\u{fffd}[31mred\u{fffd}[0m',
    'two\u{fffd}lines',
    '\u{fffd}reversed',
    'bell\u{fffd}',
  ]);
  expect(rows[4]).toContain('xxx…');
  expect(rows[5]).toContain('写真…');
});

test('the menu offers the same actions, by arrows or by their keys', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  await terminal.type('m');
  await terminal.see('► Upload files or folders');
  await terminal.type(`${keys.down}${keys.down}${keys.enter}`);
  await terminal.see('Restore to');
  await terminal.type(keys.escape);
  await terminal.see('Restore to', false);
  await terminal.type('ms');
  await terminal.see('Scheduled uploads');
  await terminal.see('Actions', false);
});

test('the help lists every key and goes back to where it was opened', async () => {
  const terminal = await openArchives();
  await terminal.type('s?');
  await terminal.see('Choose files and folders and upload them.');
  await terminal.type(keys.end);
  await terminal.see('secure-client certs import FILE');
  await terminal.type(keys.pageUp);
  await terminal.see('Ctrl+C');
  await terminal.type('q');
  await terminal.see('Nothing is scheduled.');
});
