import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { FileLock } from '../../src/common/fileLock.ts';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';
import { readHistory } from '../../src/schedule/history.ts';
import { lockRuns, runningOwner } from '../../src/schedule/runLock.ts';
import { loadSchedule, saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { latest } from '../support/fakeClient.ts';
import { filled, noon, openTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const fresh = (path: string, change: Partial<ScheduleEntry> = {}): ScheduleEntry => {
  return { ...newEntry(path, noon), lastAttempt: noon, lastSuccess: noon, ...change };
};

/** Waits for it, also on a busy machine. */
const until = (holds: () => boolean | Promise<boolean>) => vi.waitUntil(holds, { timeout: 20_000 });

/** The schedule screen with these entries; the first is highlighted. */
async function openSchedule(...entries: readonly ScheduleEntry[]) {
  const terminal = await openTerminal({ login: filled });
  await saveSchedule(terminal.home, Object.fromEntries(entries.map((entry) => [entry.path, entry])));
  await terminal.logIn();
  await terminal.type('s');
  await terminal.see(entries.at(-1)?.path ?? '');
  return terminal;
}

test('a path that is not due is uploaded at once, and noted as asked for', async () => {
  const terminal = await openSchedule(fresh('/srv/mail'));
  await terminal.type('r');
  await terminal.see(/\/srv\/mail +↑ running/u);
  latest(terminal.client.transfers).succeed();
  await terminal.see('√ Scheduled upload of /srv/mail done');
  await until(async () => (await readHistory(terminal.home)).length === 1);
  expect(await readHistory(terminal.home)).toMatchObject([{ runner: 'now', result: 'uploaded' }]);
});

test('behind a scheduled upload it comes next, before what else is due', async () => {
  const due = { lastSuccess: new Date(0) };
  const terminal = await openSchedule(fresh('/a'), fresh('/b', due), fresh('/c', due));
  await terminal.see(/\/b +↑ running/u);
  await terminal.type('r');
  await terminal.see('· Queued: /a');
  await terminal.type('r');
  await terminal.see('· Already being uploaded: /a');
  latest(terminal.client.transfers).succeed();
  await terminal.see(/\/a +↑ running/u);
  expect(terminal.client.transfers.map(({ subject }) => subject)).toEqual(['/b', '/a']);
});

test('one that failed is tried again now, its new failure told with the next attempt', async () => {
  const lastSuccess = new Date(noon.getTime() - 30 * 3_600_000);
  const failed = {
    failures: 1,
    lastSuccess,
    lastError: { code: 'path-not-found', message: 'There is no /srv/mail.' },
  };
  const terminal = await openSchedule(fresh('/srv/mail', failed));
  await terminal.see('! last error: There is no /srv/mail.');
  await terminal.type('r');
  await terminal.see('↑ running');
  latest(terminal.client.transfers).fail(new UserError('path-not-found', { path: '/srv/mail' }));
  await terminal.see('It is tried again at 2026-11-22 12:10.');
  await terminal.see('(2 failures in a row)');
});

test('where another run is at work it is not begun, and that run is named', async () => {
  const terminal = await openSchedule(fresh('/srv/mail'));
  const lock = await lockRuns(terminal.home, 'watch');
  await terminal.type('r');
  await terminal.see('Another run is at work: schedule run --watch, process');
  expect(terminal.client.transfers).toEqual([]);
  await lock.release();
});

test('a cancelled one that was not due still comes in its time', async () => {
  const terminal = await openSchedule(fresh('/srv/mail'));
  await terminal.type('r');
  await terminal.see('↑ running');
  latest(terminal.client.transfers).fail(new DOMException('cancelled', 'AbortError'));
  await terminal.see('√ fresh');
  // Until the cancelled run is over it counts as being uploaded.
  await until(async () => {
    await terminal.type('r');
    return terminal.client.transfers.length === 2;
  });
  expect(await readHistory(terminal.home)).toEqual([]);
});

test('one that is cancelled before its time is said to come in its time', async () => {
  const terminal = await openSchedule(fresh('/srv/mail'));
  await terminal.type('r');
  await terminal.see('↑ running');
  await terminal.type(`${keys.escape}x${keys.end}${keys.enter}`);
  await terminal.see('· Cancelled: /srv/mail; it comes again when it is due.');
});

test('a paused one that is resumed is noted like one that was never paused', async () => {
  const terminal = await openSchedule(fresh('/srv/mail', { lastSuccess: new Date(0) }));
  await terminal.see('↑ running');
  await terminal.type(keys.escape);
  await terminal.type('tp');
  await terminal.see('paused');
  await until(async () => (await runningOwner(terminal.home)) === null);
  await terminal.type('r');
  await until(() => terminal.client.transfers.length === 2);
  await terminal.see('0 waiting, 0 paused');
  latest(terminal.client.transfers).succeed();
  await terminal.see('√ Scheduled upload of /srv/mail done');
  await until(async () => (await readHistory(terminal.home)).length === 1);
  expect(await loadSchedule(terminal.home)).toMatchObject({ '/srv/mail': { lastSuccess: noon } });
});

test('one that failed is noted when it is tried again from the transfers', async () => {
  const terminal = await openSchedule(fresh('/srv/mail', { lastSuccess: new Date(0) }));
  await terminal.see('↑ running');
  latest(terminal.client.transfers).fail(new UserError('path-not-found', { path: '/srv/mail' }));
  await terminal.see('! Scheduled upload of /srv/mail failed.');
  await terminal.type(keys.escape);
  await terminal.type('tr');
  await until(() => terminal.client.transfers.length === 2);
  latest(terminal.client.transfers).succeed();
  await until(async () => (await readHistory(terminal.home)).length === 2);
  expect(await loadSchedule(terminal.home)).toMatchObject({ '/srv/mail': { failures: 0 } });
});

test('a paused one that is no longer scheduled is uploaded for itself', async () => {
  const terminal = await openSchedule(fresh('/srv/mail', { lastSuccess: new Date(0) }));
  await terminal.see('↑ running');
  await terminal.type(keys.escape);
  await terminal.type('tp');
  await terminal.see('paused');
  await terminal.type(keys.escape);
  await terminal.type(`sx${keys.down}${keys.enter}`);
  await terminal.see('√ No longer scheduled: /srv/mail');
  await terminal.type(keys.escape);
  await terminal.type('tr');
  await terminal.see('0 waiting, 0 paused');
  latest(terminal.client.transfers).succeed();
  await terminal.see('√ Uploaded mail-20261122T120000Z.enc');
});

test('a path is paused and goes on', async () => {
  const terminal = await openSchedule(fresh('/srv/mail'));
  await terminal.type('p');
  await terminal.see('√ Paused: /srv/mail');
  await terminal.see(/\/srv\/mail +■ paused +just now +—/u);
  expect(await loadSchedule(terminal.home)).toMatchObject({ '/srv/mail': { paused: true } });
  await terminal.type('p');
  await terminal.see('√ Going on with: /srv/mail');
  await terminal.see('√ fresh');
});

test('alarms are seen at the archives', async () => {
  const weeksAgo = new Date(noon.getTime() - 21 * 24 * 3_600_000);
  const terminal = await openTerminal({ login: filled });
  await saveSchedule(terminal.home, {
    '/srv/mail': fresh('/srv/mail', { lastSuccess: weeksAgo, failures: 7 }),
  });
  const lock = await lockRuns(terminal.home, 'run');
  await terminal.logIn();
  await terminal.see('‼ schedule: 1 alarm');
  await terminal.type('s');
  await terminal.see(/! \/srv\/mail +‼ alarm/u);
  await lock.release();
});

test('leaving waits for what is being written', async () => {
  const terminal = await openSchedule(fresh('/srv/mail'));
  const lock = await FileLock.acquire(join(terminal.home, 'state/schedule.lock'), 'edit');
  await terminal.type('p');
  await terminal.type(`q${keys.escape}q`);
  await terminal.see('Logging out');
  await lock.release();
  await terminal.ended;
  expect(await loadSchedule(terminal.home)).toMatchObject({ '/srv/mail': { paused: true } });
});
