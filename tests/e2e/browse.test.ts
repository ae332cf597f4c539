import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemo } from '../support/pty.ts';
import { keys } from '../support/terminal.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-client-browse-'));
  await mkdir(join(folder, 'site', 'pages'), { recursive: true });
  await writeFile(join(folder, 'site', 'a[1]*.txt'), 'looks like a glob');
  await writeFile(join(folder, 'site', 'a1x.txt'), 'would match it');
  await writeFile(join(folder, 'site', 'pages', 'one.html'), '<p>one');
  await writeFile(join(folder, 'notes.txt'), 'notes');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('demo: upload two things under a label, look inside the archive, restore a part, keep what is there', async () => {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const program = await startDemo(folder, temporary);

  // Two things are pasted, and become one archive under a label.
  program.press('u');
  await program.see('notes.txt');
  program.press(keys.paste(`${join(folder, 'site')}\n${join(folder, 'notes.txt')}`));
  await program.see('2 marked, 42 B');
  program.press('n');
  await program.see('Upload 2 files and folders');
  program.press('web');
  program.press(keys.enter);
  await program.see(/Uploaded web_.*: 6 entries/);

  // Inside it, the file that looks like a glob and a folder are marked.
  await program.see('4 archives ·');
  program.press(keys.home);
  await program.see(/► .*web_/);
  program.press(keys.enter);
  await program.see(/► +site\//);
  await program.see('6 entries, 42 B');
  program.press(keys.enter);
  await program.see(/► +pages\//);
  program.press(' ');
  await program.see('2 entries marked, 6 B');
  program.press('/a[');
  await program.see(/► +a\[1\]\*\.txt/);
  program.press(keys.enter);
  await program.see('Esc clear filter');
  program.press(' ');
  await program.see('3 entries marked, 23 B');

  // They are restored, and nothing else is.
  program.press('d');
  await program.see('Restore to');
  program.press(keys.ctrl('u'));
  program.press(join(folder, 'restored'));
  program.press(keys.enter);
  await program.see('Restored 3 entries');
  const restored = join(folder, 'restored', 'site');
  expect((await readdir(restored, { recursive: true })).sort()).toEqual([
    'a[1]*.txt',
    'pages',
    'pages/one.html',
  ]);
  expect(await readFile(join(restored, 'a[1]*.txt'), 'utf8')).toBe('looks like a glob');

  // A second time they are in the way, and stay as they are.
  await writeFile(join(restored, 'a[1]*.txt'), 'mine');
  program.press(' ');
  await program.see('1 entry marked');
  program.press('d');
  await program.see('Restore to');
  program.press(keys.ctrl('u'));
  program.press(join(folder, 'restored'));
  program.press(keys.enter);
  await program.see('Already there');
  program.press(keys.down + keys.down);
  await program.see('► Leave those that are there as they are');
  program.press(keys.enter);
  await program.see(/1\s+warning/);
  expect(await readFile(join(restored, 'a[1]*.txt'), 'utf8')).toBe('mine');

  program.press(keys.escape);
  await program.see('Esc back');
  program.press('q');
  await program.see('4 archives');
  program.press('q');
  expect(await program.exited).toBe(0);
}, 60_000);
