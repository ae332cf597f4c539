import { expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { type Key, keyOf } from '../../src/components/keys/readKeys.ts';
import type { Effect } from '../../src/components/state/effects.ts';
import { initialState } from '../../src/components/state/initialState.ts';
import type { Message } from '../../src/components/state/messages.ts';
import type { State } from '../../src/components/state/model.ts';
import { reduce } from '../../src/components/state/reduce.ts';
import { sessionInfo } from '../support/fakeClient.ts';
import { filled, makeArchives, noon } from '../support/openTerminal.ts';

const session = sessionInfo(noon);

/** Runs messages through the reducer and collects the effects. */
function play(state: State, ...messages: Message[]): { state: State; effects: Effect[] } {
  const effects: Effect[] = [];
  let current = state;
  for (const message of messages) {
    const step = reduce(current, message);
    current = step.state;
    effects.push(...step.effects);
  }
  return { state: current, effects };
}

const press = (...names: string[]): Message => ({
  type: 'keys',
  keys: names.map((name): Key => (name.length === 1 ? keyOf(name) : { name, text: '' })),
});

const start = initialState({
  language: 'en',
  theme: 'default',
  login: filled,
  places: { home: '/h', userHome: '/u', workingFolder: '/w' },
  size: { columns: 80, rows: 24 },
  now: noon,
});

const atArchives = play(
  start,
  { type: 'logged-in', session },
  { type: 'archives-listed', archives: makeArchives(50) },
).state;

test('logging in asks for the list and the schedule, and forgets the secrets', () => {
  const { state, effects } = play(start, press('enter'), { type: 'logged-in', session });
  expect(effects.map(({ type }) => type)).toEqual([
    'log-in',
    'remember-login',
    'list-archives',
    'list-unfinished',
    'load-schedule',
    'start-scheduler',
  ]);
  expect(JSON.stringify(state)).not.toContain('hunter2');
});

test('a message changes nothing in the state before it', () => {
  const before = structuredClone({ ...atArchives, picker: null });
  play(atArchives, press('j', 'j', 'm', 'down', 'enter'), press('escape'), press('u'));
  expect({ ...atArchives, picker: null }).toEqual(before);
});

test('the window follows the highlight and moves least', () => {
  const down = play(atArchives, press(...'j'.repeat(30))).state.archives.list;
  expect(down.cursor).toBe(30);
  const up = play({ ...atArchives, archives: { ...atArchives.archives, list: down } }, press('k')).state;
  expect(up.archives.list).toEqual({ cursor: 29, top: down.top });
});

test('a failed listing keeps the old list', () => {
  const { state } = play(atArchives, { type: 'listing-failed', error: new UserError('session-ended', {}) });
  expect(state.screen).toBe('login');
  const lost = play(atArchives, { type: 'listing-failed', error: new Error('x') }).state;
  expect(lost.archives.all).toHaveLength(50);
});

test('folders that were left are not shown when they have been read at last', () => {
  const opened = play(
    atArchives,
    press('u'),
    {
      type: 'folder-read',
      folder: '/w',
      entries: [{ name: 'sub', kind: 'folder', isLink: false, details: null }],
    },
    press('enter'),
    press('~'),
  ).state;
  expect(opened.picker).toMatchObject({ folder: '/w', reading: '/u' });
  const late = play(opened, { type: 'folder-read', folder: '/w/sub', entries: [] }).state;
  expect(late.picker?.folder).toBe('/w');
});

test('keys that come before the folder has been read choose nothing', () => {
  const { state, effects } = play(atArchives, press('u', 'enter', 'c', 'space'));
  expect(state.screen).toBe('picker');
  expect(effects.map(({ type }) => type)).toEqual(['read-folder']);
});

test('Escape and a key in one chunk are both obeyed, in and out of fields', () => {
  const menu = play(atArchives, press('m', 'alt+j')).state;
  expect(menu.dialog).toBeNull();
  expect(menu.archives.list.cursor).toBe(1);
  const filter = play(atArchives, press('/', 'x', 'alt+j')).state;
  expect(filter.archives.filter).toBeNull();
  const word = play(
    start,
    press('tab'),
    press('shift+tab', 'shift+tab', 'shift+tab'),
    press('a', ' ', 'b', 'alt+b'),
  ).state;
  expect(word.login.fields.password.cursor).toBe('hunter2a '.length);
});

test('a name from the server cannot propose a folder above the downloads', () => {
  for (const name of ['...enc', '../../evil.enc', '.enc']) {
    const list = play(atArchives, {
      type: 'archives-listed',
      archives: [{ name, size: 1, uploadedAt: null }],
    }).state;
    const { dialog } = play(list, press('home', 'd')).state;
    expect(dialog).toMatchObject({ kind: 'destination' });
    expect(dialog?.kind === 'destination' && dialog.field.value).toMatch(/^\/h\/downloads\/[\w.]*\w$/);
  }
});

test('nothing but the keys for everywhere works while leaving', () => {
  const { state, effects } = play(atArchives, press('q', 'u', 's', 'd'));
  expect(state).toMatchObject({ isLeaving: true, screen: 'archives', dialog: null });
  expect(effects).toEqual([{ type: 'leave', isUrgent: false }]);
});
