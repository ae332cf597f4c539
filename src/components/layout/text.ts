import stringWidth from 'string-width';
import { printable } from '../../common/printable.ts';

/**
 * Text measured in terminal columns. Everything shown passes through `cut`, `fitLeft`, `fitRight` or `wrap`, which also
 * take the harm out of it: no name can bring escape sequences, line breaks or reversed text to the screen.
 */
const graphemes = new Intl.Segmenter();
export const ellipsis = '…';
const plainAscii = /^[\x20-\x7e]*$/;

/** Columns the text takes. */
export function widthOf(text: string): number {
  return plainAscii.test(text) ? text.length : stringWidth(text);
}

/** The characters as a user counts them. */
export function charactersOf(text: string): string[] {
  return plainAscii.test(text)
    ? Array.from(text)
    : Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Exactly `width` columns: padded on the right, or cut at the end with an ellipsis. */
export function fitLeft(text: string, width: number): string {
  const shown = cut(printable(text), width);
  return shown + ' '.repeat(Math.max(0, width - widthOf(shown)));
}

/** Exactly `width` columns, padded on the left: for numbers. */
export function fitRight(text: string, width: number): string {
  const shown = cut(printable(text), width);
  return ' '.repeat(Math.max(0, width - widthOf(shown))) + shown;
}

/** At most `width` columns; the end is kept, which tells most in a path. */
export function cutStart(text: string, width: number): string {
  const shown = printable(text);
  if (widthOf(shown) <= width) return shown;
  const kept = takeColumns(charactersOf(shown).reverse(), width - 1).reverse();
  return width < 1 ? '' : ellipsis + kept.join('');
}

/** At most `width` columns; the start is kept. */
export function cut(text: string, width: number): string {
  const shown = printable(text);
  if (widthOf(shown) <= width) return shown;
  return width < 1 ? '' : takeColumns(charactersOf(shown), width - 1).join('') + ellipsis;
}

/** The text in one piece: no line is broken in it. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', '\u{a0}');
}

/** Lines of at most `width` columns, broken at spaces, long words cut apart. */
export function wrap(text: string, width: number): string[] {
  // French sets a space before these signs; the line is not to break there.
  const words = printable(text)
    .replace(/ (?=[:;?!»])/g, '\u{a0}')
    .split(' ')
    .flatMap((word) => pieces(word, width));
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const result: string[] = [];
  let rest = charactersOf(word);
  while (rest.length > 0) {
    const piece = takeColumns(rest, width);
    if (piece.length === 0) break;
    result.push(piece.join(''));
    rest = rest.slice(piece.length);
  }
  return result;
}

function takeColumns(characters: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += widthOf(character);
    if (used > width) break;
    taken.push(character);
  }
  return taken;
}
