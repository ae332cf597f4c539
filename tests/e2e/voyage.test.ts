import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOnTerminal } from '../support/pty.ts';
import { keys } from '../support/terminal.ts';

const leaveAlternateScreen = '\u{1b}[?1049l';
const showCursor = '\u{1b}[?25h';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-client-voyage-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('demo: log in, walk the list, upload a file, see it, download it, quit', async () => {
  const content = randomBytes(1_234_567);
  await writeFile(join(folder, 'treasure.raw'), content);
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const program = startOnTerminal(['demo'], folder, { TMPDIR: temporary });

  // The form is filled in; Enter connects.
  await program.see(/Server +127\.0\.0\.1/);
  await program.see('Connect');
  program.press(keys.enter);

  // The list shows three archives of different ages; the selection walks.
  await program.see(/► .*documents_/);
  await program.see(/! database_/);
  program.press(keys.down);
  await program.see(/► .*photos_/);
  program.press(keys.down);
  await program.see(/► *! database_/);

  // Upload the file that lies in the current folder.
  program.press('u');
  await program.see('treasure.raw');
  program.press('/');
  program.press('treasure');
  await program.see(/► .*treasure\.raw/);
  program.press(keys.enter);
  await program.see('Enter choose');
  program.press(keys.enter);
  await program.see(/[Tt]reasure\.raw_[\dT-]+\.enc/);
  await program.see('4 archives ·');

  // Download it to a folder of our own.
  program.press(keys.home);
  await program.see(/► .*treasure\.raw_/);
  program.press('d');
  await program.see('Restore to');
  program.press(keys.ctrl('u'));
  program.press(join(folder, 'restored'));
  await program.see('restored');
  program.press(keys.enter);
  await program.see('Restored 1');
  expect(await readFile(join(folder, 'restored/treasure.raw'))).toEqual(content);

  // Quit: the terminal is as it was, and nothing is left.
  program.press('q');
  expect(await program.exited).toBe(0);
  expect(program.output()).toContain(leaveAlternateScreen);
  expect(program.output().lastIndexOf(showCursor)).toBeGreaterThan(
    program.output().lastIndexOf('\u{1b}[?25l'),
  );
  expect(() => process.kill(program.pid, 0)).toThrow();
  expect((await readdir(temporary)).filter((name) => name.startsWith('secure-client-demo'))).toEqual([]);
}, 60_000);
