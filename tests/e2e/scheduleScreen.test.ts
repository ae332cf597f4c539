import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemo } from '../support/pty.ts';
import { keys } from '../support/terminal.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-client-schedule-'));
  await mkdir(join(folder, 'site'));
  await writeFile(join(folder, 'site', 'index.html'), '<p>one');
  await writeFile(join(folder, 'site', 'draft.tmp'), 'not yet');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('demo: schedule a folder by a cron expression, upload it now, pause it, read its history, remove it', async () => {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const program = await startDemo(folder, temporary);

  // A cron expression is said in words before it is saved.
  program.press('s');
  await program.see('Nothing is scheduled.');
  program.press('a');
  await program.see(/► +site\//);
  program.press('c');
  await program.see('┌─ Schedule ─');
  program.press(`  ${keys.tab}${keys.ctrl('u')}15 3 * * 1-5`);
  await program.see('at 03:15, from Monday to Friday');
  program.press(`${keys.tab}${keys.tab}${keys.tab}*.tmp`);
  await program.see(/► Leave out +\*\.tmp/);
  program.press(keys.enter);
  await program.see('√ Scheduled 1 path.');
  await program.see(/► +\S+\/site +√ fresh +never/);
  await program.see('without: *.tmp');

  // It is not due; asked for, it is uploaded nevertheless, without what is left out.
  program.press('r');
  await program.see(/√ Scheduled upload of \S+\/site done:\s+site_/);
  await program.see(/► +\S+\/site +√ fresh +just now/);
  program.press('h');
  await program.see(/► \S+ \d\d:\d\d +√ uploaded +6 B/);
  await program.see(/6 B · 2 entries · .* · by schedule run --now/);
  program.press(keys.escape);

  await program.see('Enter edit');
  program.press('p');
  await program.see('■ paused');
  program.press('x');
  await program.see('► Keep it');
  program.press('y');
  await program.see('√ No longer scheduled');
  program.press('q');
  await program.see('4 archives · ! 1 older than 24 h · nothing scheduled');
  program.press('q');
  expect(await program.exited).toBe(0);
});
