import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { latest } from '../support/fakeClient.ts';
import { makeArchives, openArchives, type TestTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const megabyte = 1_000_000;

async function startUpload(terminal: TestTerminal, name: string): Promise<void> {
  await writeFile(join(terminal.home, name), '');
  const before = terminal.client.transfers.length;
  await terminal.type('u');
  await terminal.see('Upload: choose');
  await terminal.see(name);
  await terminal.type(`/${name}${keys.enter}${keys.down}${keys.enter}`);
  await terminal.see('Upload: choose', false);
  if (before === 0) await terminal.see(`Uploading ${name}`);
}

test('an upload shows stage, bytes, speed and time left; then its result, and the new list', async () => {
  const terminal = await openArchives({ archives: makeArchives(2) });
  await startUpload(terminal, 'notes');
  const transfer = latest(terminal.client.transfers);
  transfer.progress({ stage: 'scanning', doneBytes: 0, totalBytes: null });
  await terminal.see('scanning');
  transfer.progress({ stage: 'sending', doneBytes: 0, totalBytes: 100 * megabyte });
  await terminal.see('0 %');
  terminal.clock.now = new Date(terminal.clock.now.getTime() + 5000);
  transfer.progress({ stage: 'sending', doneBytes: 25 * megabyte, totalBytes: 100 * megabyte });
  await terminal.see(/█+░+ +25 % +25\.0 MB of 100 MB +5\.0 MB\/s +15 s left/u);
  transfer.succeed({ entries: 1204, sealedBytes: 100 * megabyte });
  await terminal.see('√ Uploaded notes-20261122T120000Z.enc: 1,204 entries, 100 MB');
  await terminal.see('3 archives');
  await terminal.see('    notes-20261122T120000Z.enc');
  await terminal.see('►   archive-00001.enc');
  await terminal.see('█', false);
});

test('the speed follows slowly, so that it can be read', async () => {
  const terminal = await openArchives();
  await startUpload(terminal, 'notes');
  const transfer = latest(terminal.client.transfers);
  const totalBytes = 100 * megabyte;
  for (const [second, doneBytes] of [
    [1, 0],
    [2, 10 * megabyte],
    [3, 10 * megabyte],
  ] as const) {
    terminal.clock.now = new Date(2026, 10, 22, 12, 0, second);
    transfer.progress({ stage: 'sending', doneBytes, totalBytes });
    await terminal.see(second === 1 ? ' 0 B of' : second === 2 ? '10.0 MB/s' : /7\.\d MB\/s/u);
  }
});

test('transfers wait for each other', async () => {
  const terminal = await openArchives();
  await startUpload(terminal, 'one');
  await startUpload(terminal, 'two');
  await terminal.see('Queued; 1 waiting.');
  await terminal.see('Uploading one');
  await terminal.see('All: 1 of 2');
  expect(terminal.client.transfers).toHaveLength(1);
  latest(terminal.client.transfers).succeed();
  await terminal.see('Uploading two');
  await terminal.see('All: 2 of 2 · 4.1 kB so far');
  latest(terminal.client.transfers).succeed();
  await terminal.see('√ Uploaded two');
});

test('x asks before it cancels, and the safe answer is the first', async () => {
  const terminal = await openArchives();
  await startUpload(terminal, 'notes');
  await terminal.type('x');
  await terminal.see('► Let it run');
  await terminal.type(keys.enter);
  await terminal.see('Let it run', false);
  await terminal.see('Uploading notes');
  await terminal.type(keys.escape);
  await terminal.see('► Let it run');
  await terminal.type(`${keys.down}${keys.down}${keys.enter}`);
  await terminal.see('Cancelled: notes');
  await terminal.see('Uploading', false);
});

test('a failed upload says what to do, and the queue goes on', async () => {
  const terminal = await openArchives();
  await startUpload(terminal, 'one');
  await startUpload(terminal, 'two');
  latest(terminal.client.transfers).fail(new UserError('disk-full', { path: '/srv' }));
  await terminal.see('! Upload of one failed.');
  await terminal.see('→ ');
  await terminal.see('Uploading two');
});

test('warnings are counted and can be read', async () => {
  const terminal = await openArchives();
  await startUpload(terminal, 'notes');
  latest(terminal.client.transfers).succeed({
    warnings: [{ path: '/home/alice/\u{1b}[2Jkey', problem: 'unreadable', detail: 'EACCES' }],
  });
  await terminal.see('· 1 warning');
  await terminal.type('w');
  await terminal.see('/home/alice/\u{fffd}[2Jkey');
  await terminal.see('could not be read; left out (EACCES)');
  await terminal.type(keys.escape);
  await terminal.see('1 archive ·');
});

test('a download asks where to, and tells what it restored', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  await terminal.type('jd');
  await terminal.see('archive-00002.enc');
  await terminal.see(/downloads\/archive-00002 /);
  await terminal.type(`${keys.ctrl('u')}~/restored${keys.enter}`);
  await terminal.see('Downloading archive-00002.enc');
  const transfer = latest(terminal.client.transfers);
  expect(transfer.options).toMatchObject({
    destination: join(terminal.home, 'restored'),
    overwrite: 'never',
  });
  transfer.succeed();
  await terminal.see('√ Restored 3 entries');
});

test('files in the way are asked about, and the answer is obeyed', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  await terminal.type(`d${keys.enter}`);
  const first = latest(terminal.client.transfers);
  first.fail(new UserError('would-overwrite', { paths: ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'] }));
  await terminal.see('5 files are already in the destination.');
  await terminal.see('… and 2 more');
  await terminal.see('► Keep both');
  // Escape, which a slow line can make out of an arrow, does not give the download up.
  await terminal.type(keys.escape);
  await terminal.type(`${keys.down}${keys.enter}`);
  await terminal.see('Downloading archive-00001.enc');
  const second = latest(terminal.client.transfers);
  expect(second.options).toMatchObject({ overwrite: 'newer', destination: first.options?.destination });
  second.succeed();
  await terminal.see('√ Restored');
});

test('the question waits until the user is at the archives', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  await terminal.type(`d${keys.enter}s`);
  await terminal.see('Nothing is scheduled.');
  latest(terminal.client.transfers).fail(new UserError('would-overwrite', { paths: ['a.txt'] }));
  await terminal.see('has a question for you');
  await terminal.type('q');
  await terminal.see('► Keep both');
  await terminal.type(`${keys.end}${keys.enter}`);
  await terminal.see('Cancelled: archive-00001.enc');
});

test('quitting asks while a transfer runs', async () => {
  const terminal = await openArchives();
  await startUpload(terminal, 'notes');
  await terminal.type('q');
  await terminal.see('► Stay');
  await terminal.type(keys.enter);
  await terminal.see('Stay', false);
  await terminal.type(`q${keys.down}${keys.enter}`);
  expect(await terminal.ended).toBe(true);
  expect(terminal.client.ended).toHaveLength(1);
});

test('a second Ctrl+C quits at once', async () => {
  const terminal = await openArchives();
  await startUpload(terminal, 'notes');
  terminal.client.logout = () => new Promise(() => {});
  await terminal.type(keys.ctrl('c'));
  await terminal.see('► Stay');
  await terminal.type(keys.ctrl('c'));
  expect(await terminal.ended).toBe(true);
});

test('without a transfer, q logs out and leaves; Escape does not', async () => {
  const terminal = await openArchives();
  await terminal.type(keys.escape);
  await terminal.type('/x');
  await terminal.see('Filter / x');
  await terminal.type(`${keys.enter}q`);
  expect(await terminal.ended).toBe(true);
  expect(terminal.client.ended).toHaveLength(1);
});
