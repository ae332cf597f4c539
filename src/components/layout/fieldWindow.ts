import { printable } from '../../common/printable.ts';
import type { TextField } from '../state/textField.ts';
import { glyphs } from '../theme.ts';
import { charactersOf, ellipsis, fitLeft, fitRight, widthOf } from './text.ts';

/** The part of a field that is drawn, with the cursor in view. */
export interface FieldWindow {
  readonly text: string;
  /** Column of the cursor, counted from the start of the field. */
  readonly cursorColumn: number;
}

export function fieldWindow({ value, cursor }: TextField, width: number, isMasked = false): FieldWindow {
  const before = shown(value.slice(0, cursor), isMasked);
  const after = shown(value.slice(cursor), isMasked);
  // One column is kept for the cursor behind the last character.
  const left = takeEnd(before, width - 1);
  const cursorColumn = widthOf(left.join(''));
  const right = takeStart(after, width - cursorColumn);
  return { text: markedLeft(left, before) + markedRight(right, after), cursorColumn };
}

/** What goes on beyond the edge of the field is told by an ellipsis in the place of the last character there. */
function markedLeft(kept: readonly string[], all: readonly string[]): string {
  const [first = '', ...rest] = kept;
  return kept.length === all.length || kept.length < 2
    ? kept.join('')
    : fitLeft(ellipsis, widthOf(first)) + rest.join('');
}

function markedRight(kept: readonly string[], all: readonly string[]): string {
  if (kept.length === all.length || kept.length < 2) return kept.join('');
  return kept.slice(0, -1).join('') + fitRight(ellipsis, widthOf(kept.at(-1) ?? ''));
}

function shown(text: string, isMasked: boolean): string[] {
  const characters = charactersOf(text);
  return characters.map((character) => (isMasked ? glyphs.mask : printable(character)));
}

function takeStart(characters: readonly string[], width: number): string[] {
  let used = 0;
  return characters.filter((character) => {
    used += widthOf(character);
    return used <= width;
  });
}

function takeEnd(characters: readonly string[], width: number): string[] {
  return takeStart([...characters].reverse(), width).reverse();
}
