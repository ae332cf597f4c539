import stringWidth from 'string-width';
import type { Charset } from '../../common/terminal.ts';

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
