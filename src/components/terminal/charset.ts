import stringWidth from 'string-width';

/**
 * What a terminal can show: everything; letters with accents but no lines, blocks and arrows, as the fonts of
 * consoles have them; or ASCII alone.
 */
export type Charset = 'unicode' | 'letters' | 'ascii';

const bareTerminals = /^(linux|dumb|ansi|cons25|vt\d+)/;

/**
 * What the environment says about the terminal: the locale in the order of POSIX, then its kind.
 * `SECURE_CLIENT_ASCII` (1 or 0) knows better. No locale at all is common in containers, whose terminals are
 * modern ones: it is not taken for ASCII, as POSIX would have it.
 */
export function detectCharset(environment: Readonly<Record<string, string | undefined>>): Charset {
  const asked = environment['SECURE_CLIENT_ASCII'];
  if (asked === '1') return 'ascii';
  if (asked === '0') return 'unicode';
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || 'UTF-8';
  if (!/utf-?8/i.test(locale)) return 'ascii';
  return bareTerminals.test(environment['TERM'] ?? '') ? 'letters' : 'unicode';
}

const signs: Readonly<Record<string, string>> = {
  '►': '>',
  '●': '*',
  '○': 'o',
  '√': '+',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '▲': '^',
  '▼': 'v',
  '•': '*',
  '·': '-',
  '…': '~',
  '─': '-',
  '│': '|',
  '█': '#',
  '░': '.',
  '■': '#',
  '‼': '!',
  '—': '-',
  '–': '-',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  œ: 'o',
  æ: 'a',
  ø: 'o',
  ß: 's',
  '\u{a0}': ' ',
};
const corners = /[┌┐└┘├┤┬┴┼]/u;
const ascii = /^[\0-\x7f]*$/;
const latin = /^[\0-\u{ff}]*$/u;
const characters = new Intl.Segmenter();

/**
 * The same text in a smaller charset, each character in as many columns as before, so that everything that was
 * measured stays in its place.
 */
export function inCharset(text: string, charset: Charset): string {
  if (charset === 'unicode' || ascii.test(text)) return text;
  const isKept = charset === 'letters' ? latin : ascii;
  return Array.from(characters.segment(text), ({ segment }) =>
    isKept.test(segment) ? segment : nearest(segment, isKept),
  ).join('');
}

function nearest(character: string, isKept: RegExp): string {
  const sign = Object.hasOwn(signs, character) ? signs[character] : undefined;
  if (sign !== undefined) return sign;
  if (corners.test(character)) return '+';
  const composed = character.normalize('NFC');
  if (isKept.test(composed)) return composed;
  const bare = character.normalize('NFD').replace(/\p{M}/gu, '');
  return /^[\x20-\x7e]$/.test(bare) ? bare : '?'.repeat(stringWidth(character));
}
