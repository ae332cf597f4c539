import type { Key as InkKey } from 'ink';
import { createInputParser, type InputEvent } from '../../../../node_modules/ink/build/input-parser.js';
import parseKeypress, { nonAlphanumericKeys } from '../../../../node_modules/ink/build/parse-keypress.js';
import { contextOf } from '../../../../src/components/keys/context.ts';
import { availableCommands } from '../../../../src/components/keys/lookup.ts';
import { readKeys } from '../../../../src/components/keys/readKeys.ts';
import { cursorPosition } from '../../../../src/components/layout/cursor.ts';
import { announce } from '../../../../src/components/spoken/announce.ts';
import { activeList } from '../../../../src/components/state/activeList.ts';
import { activeField } from '../../../../src/components/state/keys.ts';
import type { Message } from '../../../../src/components/state/messages.ts';
import type { State } from '../../../../src/components/state/model.ts';
import { reduce } from '../../../../src/components/state/reduce.ts';
import { scenes, stateOf } from '../../../screens/scenes.ts';
import { type CreateTarget, must } from '../target.ts';

const names = Object.keys(scenes);
const sizes = [
  { columns: 80, rows: 24 },
  { columns: 60, rows: 16 },
  { columns: 20, rows: 5 },
];
/** Of the second byte: that what a screen reader says is made too. */
const spoken = 0x80;
const escapeByte = '\x1b';

/**
 * What a terminal sends, after a byte that chooses a scene and one for language and size, through Ink's own parser: no
 * key brings the screens into a state that cannot be, or cannot be drawn.
 */
export const create: CreateTarget = () => ({
  seeds: [
    ...names.map((_, scene) => Buffer.from([scene, scene % 2])),
    ...[
      'jjk\r',
      'u\x1b[B \r',
      'd\r\x15/tmp\r',
      's\ra\t\t',
      '/abc\x1b',
      '\x1b[200~/etc/passwd\n\x1b[201~',
      '?\x1b[6~',
      'q',
      '.j\r',
    ].flatMap((keys) =>
      ['main-few', 'login', 'main-alarm'].map((name) =>
        Buffer.concat([Buffer.of(names.indexOf(name), keys.startsWith('d') ? spoken : 0), Buffer.from(keys)]),
      ),
    ),
  ],
  dictionary: [
    '[A',
    '[B',
    '[C',
    '[D',
    '[H',
    '[F',
    '[5~',
    '[6~',
    '[3~',
    '[Z',
    'OP',
    '[1;5C',
    '[27u',
    '[97;5u',
    'b',
    'd',
  ]
    .map((code) => escapeByte + code)
    .concat([
      escapeByte,
      `${escapeByte}${escapeByte}`,
      `${escapeByte}[200~`,
      `${escapeByte}[201~`,
      '\r',
      '\t',
      '\x7f',
      '\b',
      '\0',
      '\x03',
    ])
    .concat([
      '\x0e',
      '\x10',
      '\x12',
      '\x14',
      '\x15',
      '\xc3\xa9',
      '\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9',
      'e\xcc\x81',
      '\xff',
      '/tmp',
    ])
    .concat(Array.from('jkhlgGudsvrxwabcoynq?./ ')),
  maximumLength: 100,
  run(input) {
    const [scene = 0, flags = 0] = input;
    const size = sizes[(flags >> 1) % sizes.length] ?? { columns: 80, rows: 24 };
    const before = startOf(names[scene % names.length] ?? '', flags & 1 ? 'fr' : 'en', size);
    let state = before;
    for (const message of messagesOf(input.subarray(2).toString('utf8'))) {
      const next = reduce(state, message).state;
      check(next);
      state = next;
    }
    // All lines are made for it, which takes a hundred times as long as a key.
    if (flags & spoken) announce(before, state);
  },
});

const starts = new Map<string, State>();

function startOf(name: string, language: State['language'], size: State['size']): State {
  const key = `${name} ${language} ${size.columns}`;
  const known = starts.get(key) ?? stateOf(scenes[name] ?? { play: [] }, language, size);
  starts.set(key, known);
  return known;
}

function check(state: State): void {
  availableCommands(contextOf(state), state);
  const field = activeField(state)?.field;
  if (field !== undefined) {
    must(field.cursor >= 0 && field.cursor <= field.value.length, 'a cursor outside of its field');
    must(!/\p{Cc}/u.test(field.value), 'a control character in a field');
  }
  const list = activeList(state);
  if (list !== null) {
    const { cursor, top } = list.position;
    must(cursor >= 0 && (cursor < list.count || cursor === 0), 'a highlight outside of its list');
    must(top >= 0 && (top <= cursor || state.dialog !== null), 'a window that does not hold the highlight');
  }
  const place = cursorPosition(state);
  must(place === undefined || (place.x >= 0 && place.y >= 0), 'a cursor outside of the screen');
}

/** As Ink makes them of what comes in one chunk; what a lone Escape begins is ended, as by its timer. */
function messagesOf(text: string): Message[] {
  const parser = createInputParser();
  const events: InputEvent[] = parser.push(text);
  const pending = parser.flushPendingEscape();
  if (pending !== undefined) events.push(pending);
  return events.flatMap((event): Message[] => {
    if (typeof event !== 'string') return [{ type: 'paste', text: event.paste }];
    const keys = readKeys(...inkInput(event));
    return keys.length > 0 ? [{ type: 'keys', keys }] : [];
  });
}

/** What `useInput` of Ink gives for an event. */
function inkInput(event: string): [string, InkKey] {
  const pressed = parseKeypress(event);
  const { name, ctrl, meta, shift } = pressed;
  const key: InkKey = {
    upArrow: name === 'up',
    downArrow: name === 'down',
    leftArrow: name === 'left',
    rightArrow: name === 'right',
    pageDown: name === 'pagedown',
    pageUp: name === 'pageup',
    home: name === 'home',
    end: name === 'end',
    return: name === 'return',
    escape: name === 'escape',
    tab: name === 'tab',
    backspace: name === 'backspace',
    delete: name === 'delete',
    ctrl,
    shift,
    meta,
    super: pressed.super ?? false,
    hyper: pressed.hyper ?? false,
    capsLock: pressed.capsLock ?? false,
    numLock: pressed.numLock ?? false,
  };
  if (pressed.isKittyProtocol) return [pressed.isPrintable ? (pressed.text ?? name) : '', key];
  const typed = ctrl ? (name === 'space' ? ' ' : name) : pressed.sequence;
  const input = nonAlphanumericKeys.includes(name) ? '' : (typed ?? '');
  return [input.startsWith(escapeByte) ? input.slice(1) : input, key];
}
