import type { Key as InkKey } from 'ink';

/**
 * One key as the program knows it: `a`, `G`, `/`, `enter`, `shift+tab`, `ctrl+r`, `alt+b` … and the text it
 * types into a field, empty for the keys that type nothing.
 */
export interface Key {
  readonly name: string;
  readonly text: string;
}

const graphemes = new Intl.Segmenter();

function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

const special: readonly (readonly [keyof InkKey, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\r\n': 'enter',
  '\t': 'tab',
  '\u{1b}': 'escape',
};

/**
 * The keys of one event of Ink. Over a slow line several keys come as one chunk of text, `jjj` or a name with
 * Enter behind it; each becomes a key of its own.
 */
export function readKeys(input: string, inkKey: InkKey): Key[] {
  const found = special.find(([flag]) => inkKey[flag] === true);
  if (found !== undefined) return [{ name: modifiers(inkKey, found[1]) + found[1], text: '' }];
  if (inkKey.ctrl) return input === '' ? [] : [{ name: `ctrl+${input}`, text: '' }];
  if (inkKey.meta) return input === '' ? [] : [{ name: `alt+${input}`, text: '' }];
  return charactersOf(input).map(keyOf);
}

/** The key that a character of the input stands for. */
export function keyOf(character: string): Key {
  const control = Object.hasOwn(controls, character) ? controls[character] : undefined;
  if (control !== undefined) return { name: control, text: '' };
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return { name: `ctrl+${String.fromCodePoint(code + 0x60)}`, text: '' };
  return { name: character === ' ' ? 'space' : character, text: character };
}

/** The key of `alt+…` by itself. */
export function withoutAlt({ name }: Key): Key {
  const plain = name.slice('alt+'.length);
  return charactersOf(plain).length === 1 ? keyOf(plain) : { name: plain, text: '' };
}

/** Shift counts for Tab alone, and the Escape of two Escapes in a row is no Alt. */
function modifiers(inkKey: InkKey, name: string): string {
  if (name === 'escape') return '';
  if (name === 'tab' && inkKey.shift) return 'shift+';
  if (inkKey.ctrl) return 'ctrl+';
  return inkKey.meta ? 'alt+' : '';
}
