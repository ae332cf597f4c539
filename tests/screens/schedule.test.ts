import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { newEntry } from '../../src/schedule/entry.ts';
import { readHistory } from '../../src/schedule/history.ts';
import { lockRuns } from '../../src/schedule/runLock.ts';
import { loadSchedule, saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { latest } from '../support/fakeClient.ts';
import { filled, noon, openTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const hoursAgo = (hours: number) => noon.getTime() / 1000 - hours * 3600;

async function openWithSchedule(schedule: Record<string, number>) {
  const terminal = await openTerminal({ login: filled });
  await writeFile(join(terminal.home, 'upload_schedule.json'), JSON.stringify(schedule));
  await terminal.logIn();
  return terminal;
}

test('last success and next due are shown; the header tells the next upload', async () => {
  const terminal = await openWithSchedule({ '/srv/photos': hoursAgo(21), '/srv/mail': hoursAgo(2) });
  await terminal.see('next upload in 3 h');
  await terminal.type('s');
  await terminal.see(/\/srv\/mail +√ fresh +2 h ago +in 22 h/u);
  await terminal.see(/\/srv\/photos +√ fresh +21 h ago +in 3 h/u);
});

test('a path is added through the picker and removed after a question', async () => {
  const terminal = await openWithSchedule({ '/srv/mail': hoursAgo(2) });
  await writeFile(join(terminal.home, 'notes'), '');
  await terminal.type('sa');
  await terminal.see('Schedule: choose files or folders');
  await terminal.see('notes');
  await terminal.type(`/notes${keys.enter}${keys.down}${keys.enter}`);
  await terminal.see('every 24 hours');
  await terminal.type(keys.enter);
  await terminal.see('√ Scheduled 1 path.');
  const path = join(terminal.home, 'notes');
  expect(await loadSchedule(terminal.home)).toMatchObject({ [path]: { lastSuccess: null } });
  await terminal.type('gx');
  await terminal.see('► Keep it');
  await terminal.type(keys.enter);
  await terminal.see('Keep it', false);
  await terminal.type(`x${keys.down}${keys.enter}`);
  await terminal.see('√ No longer scheduled: /srv/mail');
  expect(await loadSchedule(terminal.home)).not.toHaveProperty('/srv/mail');
});

test('a path that is due is uploaded, and its result told', async () => {
  const terminal = await openWithSchedule({ '/srv/photos': hoursAgo(25), '/srv/mail': hoursAgo(2) });
  await terminal.see('upload due now');
  await terminal.see('Scheduled upload of /srv/photos');
  latest(terminal.client.transfers).succeed({ sealedBytes: 5_000_000 });
  await terminal.see('√ Scheduled upload of /srv/photos done: photos-20261122T120000Z.enc, 5.0 MB');
  await terminal.see('next upload in 22 h');
  expect(await loadSchedule(terminal.home)).toMatchObject({ '/srv/photos': { lastSuccess: noon } });
});

test('a scheduled upload that fails is told, with the time of the next attempt', async () => {
  const terminal = await openWithSchedule({ '/srv/photos': 0 });
  await terminal.see('Scheduled upload of /srv/photos');
  latest(terminal.client.transfers).fail(new UserError('path-not-found', { path: '/srv/photos' }));
  await terminal.see('! Scheduled upload of /srv/photos failed.');
  await terminal.see('It is tried again at 2026-11-22 12:05.');
  await terminal.type('s');
  await terminal.see(/! \/srv\/photos +! failed +never +in 5 min/);
});

test('a paused scheduled upload does not hold the others up', async () => {
  const terminal = await openWithSchedule({ '/srv/photos': 0, '/srv/mail': 1 });
  await terminal.see('Scheduled upload of /srv/photos');
  await terminal.type(`x${keys.down}${keys.enter}`);
  await terminal.see('Scheduled upload of /srv/mail');
  await terminal.see('· 1 paused');
});

test('a cancelled scheduled upload lets the next one through and stays due', async () => {
  const terminal = await openWithSchedule({ '/srv/photos': 0, '/srv/mail': 1 });
  await terminal.see('Scheduled upload of /srv/photos');
  await terminal.type(`x${keys.end}${keys.enter}`);
  await terminal.see('it stays due for the next start');
  await terminal.see('Scheduled upload of /srv/mail');
  expect(await loadSchedule(terminal.home)).toMatchObject({
    '/srv/photos': { lastSuccess: null, failures: 0 },
  });
});

test('another runner at work is named, and nothing is uploaded beside it', async () => {
  const terminal = await openTerminal({ login: filled });
  const lock = await lockRuns(terminal.home, 'run');
  await writeFile(join(terminal.home, 'upload_schedule.json'), JSON.stringify({ '/srv/photos': 0 }));
  await terminal.logIn();
  await terminal.see('Another run is at work: schedule run, process');
  expect(terminal.client.transfers).toEqual([]);
  await lock.release();
});

test('a failure is noted, so that it is not tried again each minute', async () => {
  const terminal = await openWithSchedule({ '/srv/photos': 0 });
  await terminal.see('Scheduled upload of /srv/photos');
  latest(terminal.client.transfers).fail(new UserError('path-not-found', { path: '/srv/photos' }));
  await terminal.see('! Scheduled upload of /srv/photos failed.');
  await vi.waitUntil(async () => (await readHistory(terminal.home)).length === 1);
  expect(await loadSchedule(terminal.home)).toMatchObject({ '/srv/photos': { failures: 1 } });
  expect(await readHistory(terminal.home)).toMatchObject([
    { path: '/srv/photos', runner: 'screens', result: 'failed', error: { code: 'path-not-found' } },
  ]);
});

test('a scheduled upload takes its settings along', async () => {
  const terminal = await openTerminal({ login: filled });
  const entry = { ...newEntry('/srv/photos'), label: 'pictures', exclude: ['*.tmp'] };
  await saveSchedule(terminal.home, { '/srv/photos': entry });
  const settings: unknown[] = [];
  const { uploadFile } = terminal.client;
  terminal.client.uploadFile = (session, paths, options) => {
    settings.push(options);
    return uploadFile(session, paths, options);
  };
  await terminal.logIn();
  await terminal.see('Scheduled upload of /srv/photos');
  expect(settings).toMatchObject([{ mode: 'client', label: 'pictures', exclude: ['*.tmp'] }]);
});

test('a broken schedule is told', async () => {
  const terminal = await openTerminal({ login: filled });
  await writeFile(join(terminal.home, 'upload_schedule.json'), '{');
  await terminal.logIn();
  await terminal.see('upload_schedule.json');
  await terminal.see('→ ');
});
