import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { latest } from '../support/fakeClient.ts';
import { openArchives } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'picker-'));
  await mkdir(join(root, 'work', 'beta', 'inner'), { recursive: true });
  await mkdir(join(root, 'work', 'Alpha'));
  await mkdir(join(root, 'many'));
  for (const name of ['file10.txt', 'file2.txt', '.hidden', 'evil\u{1b}[2J\u{202e}.txt']) {
    await writeFile(join(root, 'work', name), 'x'.repeat(1234));
  }
  await utimes(join(root, 'work', 'file2.txt'), new Date(2026, 0, 2, 3, 4), new Date(2026, 0, 2, 3, 4));
  await symlink('beta', join(root, 'work', 'link-to-beta'));
  await symlink('nowhere', join(root, 'work', 'broken-link'));
  await Promise.all(
    Array.from({ length: 3000 }, (_, index) => writeFile(join(root, 'many', `n${index}`), '')),
  );
});

afterAll(async () => {
  await chmod(root, 0o700);
  await rm(root, { recursive: true, force: true });
});

async function openPicker(folder = 'work') {
  const terminal = await openArchives({ workingFolder: join(root, folder) });
  await terminal.type('u');
  await terminal.see('parent folder');
  return terminal;
}

test('folders come first, names in natural order, hidden ones on demand', async () => {
  const terminal = await openPicker();
  const names = () =>
    terminal
      .lines()
      .slice(5, 14)
      .map((line) => line.slice(5, 21).trim())
      .filter(Boolean);
  await terminal.see('1.2 kB');
  expect(names()).toEqual([
    'Alpha/',
    'beta/',
    'link-to-beta/',
    'broken-link',
    'evil\u{fffd}[2J\u{fffd}.txt',
    'file2.txt',
    'file10.txt',
  ]);
  await terminal.see(/file2\.txt +1\.2 kB +2026-01-02 03:04/);
  await terminal.see(/broken-link +unreadable/);
  await terminal.type('.');
  await terminal.see('.hidden');
});

test('one goes into folders and comes back to the folder one left', async () => {
  const terminal = await openPicker();
  await terminal.see('►   Alpha/');
  await terminal.type('j');
  await terminal.type(keys.enter);
  await terminal.see('►   inner/');
  await terminal.type(keys.left);
  await terminal.see('►   beta/');
  await terminal.type(keys.backspace);
  await terminal.see('►   work/');
  await terminal.type('~');
  await terminal.see(terminal.home.slice(-20));
});

test('Enter on a file uploads it', async () => {
  const terminal = await openPicker();
  await terminal.type(`G${keys.enter}`);
  await terminal.see('Uploading file10.txt');
  expect(latest(terminal.client.transfers).subject).toBe(join(root, 'work', 'file10.txt'));
});

test('what is marked is uploaded together, also from several folders', async () => {
  const terminal = await openPicker();
  await terminal.type('G ');
  await terminal.see('1 marked');
  await terminal.type('gjj ');
  await terminal.see('2 marked');
  await terminal.type(keys.left);
  await terminal.see('►   work/');
  await terminal.type(keys.enter);
  await terminal.see('Uploading file10.txt and 1 more');
  expect(latest(terminal.client.transfers).subject).toBe(
    `${join(root, 'work', 'file10.txt')} ${join(root, 'work', 'beta')}`,
  );
});

test('c chooses the highlighted folder itself', async () => {
  const terminal = await openPicker();
  await terminal.type('c');
  await terminal.see('Uploading Alpha');
});

test('the filter narrows a long folder down', async () => {
  const terminal = await openPicker('many');
  await terminal.see('of 3,001');
  await terminal.type('/2999');
  await terminal.see('1 of 3,000');
  await terminal.type(`${keys.enter}${keys.down}${keys.enter}`);
  await terminal.see('Uploading n2999');
});

test('a folder that cannot be read says so, and one stays where one was', async () => {
  const terminal = await openPicker();
  await rm(join(root, 'work', 'Alpha'), { recursive: true });
  await terminal.type(keys.enter);
  await terminal.see('! ');
  await terminal.see('→ ');
  await mkdir(join(root, 'work', 'Alpha'));
  await terminal.type(`j${keys.enter}`);
  await terminal.see('►   inner/');
});

test('Escape goes back without uploading', async () => {
  const terminal = await openPicker();
  await terminal.type(` ${keys.escape}`);
  await terminal.see('No archives yet.');
  expect(terminal.client.transfers).toHaveLength(0);
});
