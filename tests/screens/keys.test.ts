import type { Key as InkKey } from 'ink';
import { expect, test } from 'vitest';
import { commands } from '../../src/components/keys/commands.ts';
import { helpRows } from '../../src/components/keys/helpRows.ts';
import { describeCommand } from '../../src/components/keys/lookup.ts';
import { keyOf, readKeys, withoutAlt } from '../../src/components/keys/readKeys.ts';
import { editField, insertText, textField } from '../../src/components/state/textField.ts';
import { languages } from '../../src/text/language.ts';
import { vocabularyOf } from '../../src/text/screens.ts';

const noKey: InkKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};
const names = (input: string, key: Partial<InkKey> = {}) =>
  readKeys(input, { ...noKey, ...key }).map(({ name }) => name);

test('one chunk of text is as many keys as it has characters', () => {
  expect(names('jjj')).toEqual(['j', 'j', 'j']);
  expect(names('ab\r')).toEqual(['a', 'b', 'enter']);
  expect(names('é👨‍👩‍👧 \t\u{1}')).toEqual(['é', '👨‍👩‍👧', 'space', 'tab', 'ctrl+a']);
});

test('special keys have names, with their modifiers', () => {
  expect(names('', { upArrow: true })).toEqual(['up']);
  expect(names('', { tab: true, shift: true })).toEqual(['shift+tab']);
  expect(names('r', { ctrl: true })).toEqual(['ctrl+r']);
  expect(names('b', { meta: true })).toEqual(['alt+b']);
  expect(names('', { escape: true, meta: true })).toEqual(['escape']);
  expect(names('', { leftArrow: true, ctrl: true })).toEqual(['ctrl+left']);
  expect(names('')).toEqual([]);
  expect(withoutAlt({ name: 'alt+x', text: '' })).toEqual({ name: 'x', text: 'x' });
  expect(withoutAlt({ name: 'alt+up', text: '' })).toEqual({ name: 'up', text: '' });
});

test('a field is edited by whole characters and words', () => {
  const press = (field: ReturnType<typeof textField>, ...keys: string[]) =>
    keys.reduce(
      (before, name) => editField(before, name.length === 1 ? keyOf(name) : { name, text: '' }),
      field,
    );
  expect(press(textField('a👨‍👩‍👧'), 'backspace').value).toBe('a');
  expect(press(textField('ab'), 'left', 'x')).toEqual({ value: 'axb', cursor: 2 });
  expect(press(textField('one two'), 'ctrl+w').value).toBe('one ');
  expect(press(textField('one two'), 'ctrl+a', 'alt+d').value).toBe(' two');
  expect(press(textField('one two'), 'ctrl+left', 'ctrl+k').value).toBe('one ');
  expect(press(textField('one'), 'home', 'delete', 'right', 'ctrl+u').value).toBe('e');
  expect(press(textField('x'), 'backspace', 'backspace', 'left', 'delete')).toEqual({ value: '', cursor: 0 });
  expect(insertText(textField('a'), 'b\r\nc\u{1b}')).toEqual({ value: 'abc', cursor: 3 });
});

test('every key means one thing in its context, unless one of the commands says when', () => {
  for (const command of commands) {
    for (const context of command.contexts) {
      for (const key of command.keys) {
        const rivals = commands.filter(
          (other) => other.contexts.includes(context) && other.keys.includes(key),
        );
        const certain = rivals.filter(({ isAvailable }) => isAvailable === undefined);
        expect(certain.length, `${key} in ${context}`).toBeLessThanOrEqual(1);
        if (certain.length === 1) expect(rivals.at(-1), `${key} in ${context}`).toBe(certain[0]);
      }
    }
  }
});

test('help and labels are complete in both languages', () => {
  for (const language of languages) {
    const { text } = vocabularyOf(language);
    for (const command of commands) {
      const { label, description } = describeCommand(command, text);
      expect(label).not.toBe('');
      expect(description).toMatch(/\.$/);
    }
    const shown = helpRows(language).filter(({ kind }) => kind === 'command');
    const listed = commands
      .flatMap(({ group, shell }) => [group, shell])
      .filter((part) => part !== undefined);
    expect(shown).toHaveLength(listed.length);
  }
});
