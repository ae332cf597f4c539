import type { Key } from '../keys/readKeys.ts';

/** One line of text being edited. The cursor is an offset into the string, always between two characters. */
export interface TextField {
  readonly value: string;
  readonly cursor: number;
}

const characters = new Intl.Segmenter();
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** A field with its cursor at the end. */
export function textField(value: string): TextField {
  return { value, cursor: value.length };
}

/** Inserts typed or pasted text; line breaks and other control characters are left out. */
export function insertText(field: TextField, text: string): TextField {
  const inserted = text.replace(/\p{Cc}/gu, '');
  return {
    value: field.value.slice(0, field.cursor) + inserted + field.value.slice(field.cursor),
    cursor: field.cursor + inserted.length,
  };
}

const edits: Readonly<Record<string, (field: TextField) => TextField>> = {
  backspace: (field) => remove(field, previous(field, characters), field.cursor),
  delete: (field) => remove(field, field.cursor, next(field, characters)),
  'ctrl+d': (field) => remove(field, field.cursor, next(field, characters)),
  'ctrl+w': (field) => remove(field, previous(field, words), field.cursor),
  'alt+backspace': (field) => remove(field, previous(field, words), field.cursor),
  'alt+d': (field) => remove(field, field.cursor, next(field, words)),
  'ctrl+u': (field) => remove(field, 0, field.cursor),
  'ctrl+k': (field) => remove(field, field.cursor, field.value.length),
  left: (field) => ({ ...field, cursor: previous(field, characters) }),
  right: (field) => ({ ...field, cursor: next(field, characters) }),
  'ctrl+left': (field) => ({ ...field, cursor: previous(field, words) }),
  'alt+b': (field) => ({ ...field, cursor: previous(field, words) }),
  'ctrl+right': (field) => ({ ...field, cursor: next(field, words) }),
  'alt+f': (field) => ({ ...field, cursor: next(field, words) }),
  home: (field) => ({ ...field, cursor: 0 }),
  'ctrl+a': (field) => ({ ...field, cursor: 0 }),
  end: (field) => ({ ...field, cursor: field.value.length }),
  'ctrl+e': (field) => ({ ...field, cursor: field.value.length }),
};

/** True for the keys that edit other than by typing. */
export function isEdit(key: Key): boolean {
  return Object.hasOwn(edits, key.name);
}

/** What a key does to the field; the same field when it does nothing. */
export function editField(field: TextField, key: Key): TextField {
  const edit = isEdit(key) ? edits[key.name] : undefined;
  if (edit !== undefined) return edit(field);
  return key.text === '' ? field : insertText(field, key.text);
}

function remove(field: TextField, from: number, to: number): TextField {
  return { value: field.value.slice(0, from) + field.value.slice(to), cursor: from };
}

function previous(field: TextField, unit: Intl.Segmenter): number {
  const before = Array.from(unit.segment(field.value.slice(0, field.cursor)));
  // A run of spaces belongs to the word before it.
  const index = before.findLastIndex(({ segment }) => unit === characters || segment.trim() !== '');
  return before[index]?.index ?? 0;
}

function next(field: TextField, unit: Intl.Segmenter): number {
  const after = Array.from(unit.segment(field.value.slice(field.cursor)));
  const found = after.find(({ segment }) => unit === characters || segment.trim() !== '');
  return found === undefined ? field.value.length : field.cursor + found.index + found.segment.length;
}
