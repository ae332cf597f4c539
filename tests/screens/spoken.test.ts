import { afterEach, expect, test, vi } from 'vitest';
import { newEntry } from '../../src/schedule/entry.ts';
import { saveSchedule } from '../../src/schedule/scheduleFile.ts';
import { latest } from '../support/fakeClient.ts';
import {
  filled,
  makeArchives,
  noon,
  openArchives,
  openTerminal,
  type TerminalOptions,
} from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

afterEach(() => {
  vi.useRealTimers();
});

const spoken: TerminalOptions = { environment: { INK_SCREEN_READER: 'true' }, rows: 200 };

/** The lines that were written since the last call. */
function listenTo({ written }: { readonly written: { readonly output: string } }): () => string[] {
  let heard = written.output.length;
  return () => {
    const lines = written.output.slice(heard).split('\n');
    heard = written.output.length;
    // What Ink sets about the terminal is no speech.
    return lines.map((line) => line.replaceAll(/\u{1b}\[\?\d+[hl]/gu, '')).filter((line) => line !== '');
  };
}

test('nothing is drawn: no alternate screen, nothing erased, no cursor moved', async () => {
  const terminal = await openArchives({ ...spoken, archives: makeArchives(40) });
  await terminal.type('jjm');
  await terminal.type(keys.down);
  await terminal.resize({ columns: 30, rows: 5 });
  await terminal.type(keys.ctrl('g'));
  expect(terminal.written.output).not.toContain('\u{1b}[?1049h');
  expect(terminal.written.output.replaceAll(/\u{1b}\[\?(2004|2026|25)[hl]/gu, '')).not.toContain('\u{1b}');
});

test('moving the highlight says that row and its place, and nothing else', async () => {
  const terminal = await openArchives({ ...spoken, archives: makeArchives(40) });
  const heard = listenTo(terminal);
  await terminal.type('j');
  expect(heard()).toEqual(['archive-00002.enc, 3.0 kB, 2 h, 2026-11-22 10:00, 2 of 40']);
  await terminal.type('G');
  expect(heard()).toEqual(['warning, archive-00040.enc, 60.0 kB, 40 h, 2026-11-20 20:00, 40 of 40']);
  await terminal.type('j');
  expect(heard()).toEqual([]);
});

test('a screen is introduced once; a dialog is told and left without a repetition', async () => {
  const terminal = await openArchives({ ...spoken, archives: makeArchives(2) });
  const heard = listenTo(terminal);
  await terminal.type('s');
  expect(heard()).toEqual([
    'Scheduled uploads',
    'Uploaded when due, while this runs or by: schedule run.',
    expect.stringMatching(/^Keys: a add, h history, Esc back, /),
    'Nothing is scheduled.',
    'Press a to choose files or folders, and when to upload them.',
  ]);
  await terminal.type('q');
  heard();
  await terminal.type('m');
  expect(heard()).toEqual(['Actions', 'archive-00001.enc', 'Upload files or folders u, 1 of 12']);
  await terminal.type(keys.down);
  expect(heard()).toEqual(['Scheduled uploads s, 2 of 12']);
  await terminal.type('\u{1b}[27u');
  expect(heard()).toEqual(['archive-00001.enc, 1.5 kB, 1 h, 2026-11-22 11:00, 1 of 2']);
});

test('in a form each place is said when one comes to it, and an edit by what it changed', async () => {
  const terminal = await openTerminal({ ...spoken, login: { ...filled, host: '', password: '' } });
  await terminal.see('client.crt');
  const heard = listenTo(terminal);
  await terminal.type('abc');
  await terminal.type(keys.backspace);
  await terminal.type(keys.home);
  await terminal.type(keys.ctrl('k'));
  expect(heard()).toEqual(['abc', 'deleted c', 'a', 'deleted ab']);
  await terminal.type(keys.tab);
  expect(heard()).toEqual(['Server: warning: needed', 'Port: 8443']);
  await terminal.type(`${keys.tab}${keys.tab}`);
  expect(heard()).toEqual(['Password: empty']);
  await terminal.type('s3');
  expect(heard()).toEqual(['**']);
  await terminal.type(`${keys.tab}${keys.backTab}`);
  expect(heard()).toEqual(['Passphrase: empty', 'Password: 2 hidden characters']);
  await terminal.type(`${keys.tab}${keys.tab}`);
  expect(heard().at(-1)).toBe('Remember server and username, not ticked');
  expect(terminal.written.output).not.toContain('s3');
});

test('a transfer is told in tenths, and its result once', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const terminal = await openArchives({ ...spoken, archives: makeArchives(2) });
  await terminal.type(`d${keys.enter}`);
  await terminal.see('Downloading archive-00001.enc, starting');
  const heard = listenTo(terminal);
  const transfer = latest(terminal.client.transfers);
  for (const doneBytes of [0, 40, 90, 210, 220, 230]) {
    transfer.progress({ stage: 'receiving', doneBytes, totalBytes: 1000 });
    terminal.clock.now = new Date(terminal.clock.now.getTime() + 1000);
    await vi.advanceTimersByTimeAsync(200);
  }
  transfer.succeed();
  await terminal.see('Restored 3 entries');
  const lines = heard();
  expect(lines.map((line) => line.replace(/, \d+ s left/, ''))).toEqual([
    'Downloading archive-00001.enc, receiving, 0 %',
    'Downloading archive-00001.enc, receiving, 20 %',
    expect.stringMatching(/^Restored 3 entries/),
  ]);
});

test('Ctrl+L says again where one is', async () => {
  const terminal = await openArchives({ ...spoken, archives: makeArchives(2) });
  const heard = listenTo(terminal);
  await terminal.type(keys.ctrl('l'));
  const lines = heard();
  expect(lines[0]).toContain('alice@backup.example.org:8443');
  expect(lines.at(-1)).toBe('archive-00001.enc, 1.5 kB, 1 h, 2026-11-22 11:00, 1 of 2');
});

test('the form of a scheduled path says each place one goes to, and what is made of what is typed', async () => {
  const terminal = await openArchives(spoken);
  await saveSchedule(terminal.home, { '/srv/mail': { ...newEntry('/srv/mail', noon), lastSuccess: noon } });
  await terminal.type('s');
  await vi.waitUntil(() => terminal.written.output.includes('/srv/mail'));
  await terminal.type(keys.enter);
  const heard = listenTo(terminal);
  await terminal.type(keys.tab);
  expect(heard()).toEqual(['Every, 24h']);
  await terminal.type(keys.ctrl('u'));
  expect(heard()).toEqual(['deleted 24h', expect.stringContaining('An interval from 1m to 366d')]);
  await terminal.type('6');
  expect(heard()).toEqual(['6', 'every 6 hours']);
});
