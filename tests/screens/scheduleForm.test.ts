import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPatterns, parsePatterns } from '../../src/components/state/patterns.ts';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import { loadSchedule, saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { filled, noon, openTerminal, type TerminalOptions } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const path = '/srv/mail';
const fresh: ScheduleEntry = { ...newEntry(path, noon), lastAttempt: noon, lastSuccess: noon };

/** The form of the one entry that is scheduled. */
async function openForm(change: Partial<ScheduleEntry> = {}, options: TerminalOptions = {}) {
  const terminal = await openTerminal({ login: filled, ...options });
  await saveSchedule(terminal.home, { [path]: { ...fresh, ...change } });
  await terminal.logIn();
  await terminal.type('s');
  await terminal.see(/(fresh|à jour|paused)/);
  await terminal.type(keys.enter);
  await terminal.see(/┌─ (Change the schedule|Modifier le programme)/);
  return terminal;
}

const saved = async ({ home }: { readonly home: string }) => (await loadSchedule(home))[path];
const clear = keys.ctrl('u');

test('a path is uploaded daily at a time, in the zone of this machine where no other is given', async () => {
  const terminal = await openForm();
  await terminal.type(` ${keys.tab}${clear}04:15`);
  await terminal.see('daily at 04:15');
  await terminal.see(/next: 20\d\d-\d\d-\d\d/);
  await terminal.type(keys.enter);
  await terminal.see('√ Changed; daily at 04:15');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(await saved(terminal)).toMatchObject({ rule: { at: '04:15', zone }, lastSuccess: noon });
});

test('a cron expression is told in words, with its next three times, as one types', async () => {
  const terminal = await openForm({ rule: { at: '02:30', zone: 'Europe/Paris' } });
  await terminal.type(` ${keys.tab}${clear}15 3 * *`);
  await terminal.see('! Five fields, minute hour day month weekday');
  await terminal.type(' 1-5');
  await terminal.see('at 03:15, from Monday to Friday');
  await terminal.see(/next: (\S+ \d\d:\d\d(, )?\s*│?\s*│?\s*){3}/);
  await terminal.type(keys.enter);
  await terminal.see('√ Changed; at 03:15, from Monday to Friday (cron 15 3 * * 1-5, Europe/Paris)');
  expect(await saved(terminal)).toMatchObject({ rule: { cron: '15 3 * * 1-5', zone: 'Europe/Paris' } });
});

test('a number alone counts hours', async () => {
  const terminal = await openForm();
  await terminal.type(`${keys.tab}${clear}6`);
  await terminal.see('every 6 hours');
  await terminal.type(keys.enter);
  await terminal.see('√ Changed; every 6 hours');
  expect(await saved(terminal)).toMatchObject({ rule: { every: 6 * 3600 } });
});

test('a rule that cannot be used is not saved, and the cursor goes to it', async () => {
  const terminal = await openForm({ rule: { at: '02:30', zone: 'UTC' } });
  await terminal.type(`${keys.tab}${keys.tab}${clear}Atlantis/City${keys.backTab}${keys.enter}`);
  await terminal.see('! No time zone that this machine knows. Such as: Europe/Paris.');
  await terminal.see('► Time zone');
  expect(await saved(terminal)).toMatchObject({ rule: { at: '02:30', zone: 'UTC' } });
});

test('what is refused when it is saved is told in the form, which keeps what was typed', async () => {
  const terminal = await openForm({ mode: 'server' });
  await terminal.type(`${keys.tab}${clear}6h${keys.tab}letters${keys.enter}`);
  await terminal.see('! In server mode one file is sent as it is, so a label, globs and');
  await terminal.see(/│ {3}Every +6h/);
  await terminal.see(/│ ► Label +letters/);
  expect(await saved(terminal)).toMatchObject({ rule: { every: 24 * 3600 } });

  await terminal.type(clear);
  await terminal.see('every 6 hours');
  await terminal.type(keys.enter);
  await terminal.see('√ Changed; every 6 hours');
  await terminal.see('Change the schedule', false);
  expect(await saved(terminal)).toMatchObject({ rule: { every: 6 * 3600 } });
});

test('label, patterns, skipping and pausing are set, and an emptied label is taken away', async () => {
  const terminal = await openForm({ label: 'letters' });
  await terminal.type(`${keys.tab}${keys.tab}${clear}${keys.tab}*.tmp "two words"${keys.tab} ${keys.tab} `);
  await terminal.see('[x] Paused');
  await terminal.type(keys.enter);
  await terminal.see('paused');
  await terminal.see('√ Changed');
  const entry = await saved(terminal);
  expect(entry).toMatchObject({ exclude: ['*.tmp', 'two words'], skipUnchanged: true, paused: true });
  expect(entry).not.toHaveProperty('label');
});

test('Escape leaves everything as it was', async () => {
  const terminal = await openForm();
  await terminal.type(`${keys.tab}${clear}1h`);
  await terminal.see('every hour');
  await terminal.type(keys.escape);
  await terminal.see('Change the schedule', false);
  expect(await saved(terminal)).toMatchObject({ rule: { every: 24 * 3600 } });
});

test('in the smallest window the whole form is there, in French too, with the cursor in its field', async () => {
  const rule = { cron: '*/15 8-18 * * 6-7', zone: 'Europe/Paris' } as const;
  const terminal = await openForm({ rule }, { columns: 60, rows: 16, language: 'fr' });
  await terminal.type(keys.tab);
  await terminal.see('► Expression');
  await terminal.see('toutes les 15 minutes, de 08:00 à 18:59,');
  const lines = terminal.lines();
  expect(lines.at(-1)).toContain('Entrée enregistrer');
  expect(lines.filter((line) => /[┌└]─.*─[┐┘]/.test(line))).toHaveLength(2);
  const row = lines.findIndex((line) => line.includes('► Expression'));
  const column = lines[row]?.indexOf(rule.cron) ?? -1;
  expect(terminal.cursor()).toEqual({ x: column + rule.cron.length, y: row });
});

test('several paths are added with the same settings', async () => {
  const terminal = await openTerminal({ login: filled });
  await terminal.logIn();
  await terminal.type('sa');
  await terminal.see('Schedule: choose files or folders');
  await terminal.type(keys.paste(`${terminal.home}\n/tmp`));
  await terminal.see('2 marked');
  await terminal.type('c');
  await terminal.see('┌─ Schedule 2 files and folders');
  await terminal.type(` ${keys.tab}${clear}23:00${keys.enter}`);
  await terminal.see('√ Scheduled 2 paths.');
  const schedule = Object.values(await loadSchedule(terminal.home));
  expect(schedule).toMatchObject([{ rule: { at: '23:00' } }, { rule: { at: '23:00' } }]);
});

test('paths that are gone when they are added are told in the form, in the smallest window too', async () => {
  const size = { columns: 60, rows: 16, language: 'fr' } as const;
  const terminal = await openTerminal({ login: filled, ...size });
  const file = join(terminal.home, 'gone.txt');
  await writeFile(file, '');
  await terminal.logIn();
  await terminal.type('sa');
  await terminal.see('Programmer');
  await terminal.type(keys.paste(file));
  await terminal.see(/► +gone.txt/);
  await terminal.type('c');
  await terminal.see('┌─ Programmer');
  await rm(file);
  await terminal.type(keys.enter);
  await terminal.see('n’existe pas.');
  await terminal.see('Vérifiez le chemin.');
  expect(terminal.lines().filter((line) => /[┌└]─.*─[┐┘]/.test(line))).toHaveLength(2);
  await terminal.type(keys.escape);
  await terminal.see('Vérifiez le chemin.', false);
  expect(await loadSchedule(terminal.home)).toEqual({});
});

test('patterns are read as they are written, whatever is in them', () => {
  const pattern = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(fc.array(pattern), (patterns) => {
      expect(parsePatterns(formatPatterns(patterns))).toEqual(patterns);
    }),
  );
});
