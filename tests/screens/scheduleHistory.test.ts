import { expect, test } from 'vitest';
import { newEntry } from '../../src/schedule/entry.ts';
import { appendRun, type RunRecord } from '../../src/schedule/history.ts';
import { saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { filled, noon, openTerminal, type TerminalOptions } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const hoursAgo = (hours: number) => new Date(noon.getTime() - hours * 3_600_000);
const common = { version: 1, seconds: 80, runner: 'screens', attempt: 1 } as const;
const runs: RunRecord[] = [
  { ...common, at: hoursAgo(30), path: '/srv/mail', result: 'unchanged' },
  {
    ...common,
    at: hoursAgo(3),
    path: '/srv/mail',
    result: 'failed',
    error: { code: 'path-not-found', message: 'There is no /srv/mail.' },
    attempt: 2,
  },
  {
    ...common,
    at: hoursAgo(2),
    path: '/srv/mail',
    result: 'uploaded',
    archive: 'mail_20261122T100000Z.enc',
    bytes: 4_000_000,
    sealedBytes: 4_100_000,
    entries: 12,
  },
  { ...common, at: hoursAgo(1), path: '/srv/photos', result: 'uploaded', archive: 'photos.enc', bytes: 7 },
];

async function openHistory(records: readonly RunRecord[], options: TerminalOptions = {}) {
  const terminal = await openTerminal({ login: filled, ...options });
  const entries = ['/srv/mail', '/srv/photos'].map((path) => ({ ...newEntry(path), lastSuccess: noon }));
  await saveSchedule(terminal.home, Object.fromEntries(entries.map((entry) => [entry.path, entry])));
  for (const record of records) await appendRun(terminal.home, record);
  await terminal.logIn();
  await terminal.type('s');
  await terminal.see('/srv/photos');
  await terminal.type('h');
  return terminal;
}

test('the runs of the highlighted path are shown, the newest first, and of all paths on demand', async () => {
  const terminal = await openHistory(runs);
  await terminal.see(/► 2026-11-22 10:00 +√ uploaded +4\.0 MB +1 min 20 s/);
  await terminal.see('mail_20261122T100000Z.enc');
  await terminal.see('4.0 MB · 12 entries · 1 min 20 s · by the screens');
  expect(terminal.screen()).not.toContain('photos');
  await terminal.type(keys.down);
  await terminal.see('! There is no /srv/mail.');
  await terminal.see('attempt 2');
  await terminal.type('a');
  await terminal.see('of all paths');
  await terminal.see('/srv/photos');
  await terminal.type('q');
  await terminal.see('Scheduled uploads');
});

test('without runs it says so', async () => {
  const terminal = await openHistory([], { language: 'fr' });
  await terminal.see('Le programme n’a encore rien envoyé.');
});

test('a long history scrolls', async () => {
  const many = Array.from({ length: 300 }, (_, index): RunRecord => {
    return { ...common, at: hoursAgo(300 - index), path: '/srv/mail', result: 'unchanged' };
  });
  const terminal = await openHistory(many, { columns: 60, rows: 16 });
  await terminal.see('1 of 300');
  await terminal.type(keys.end);
  await terminal.see('300 of 300');
});
