import type { Vocabulary } from '../../text/screens.ts';
import type { LineData } from '../layout/segments.ts';
import { glyphs } from '../theme.ts';

/** A line of the screen as it is read aloud: its pieces between commas, signs as words or not at all. */
export function speakable(line: LineData, vocabulary: Vocabulary): string {
  if (line.isDecoration) return '';
  return line.segments
    .map(({ text }) => speakableText(text, vocabulary))
    .filter((piece) => piece !== '')
    .map((piece, _, pieces) => (pieces.length > 1 ? piece.replace(/\s?:$/, '') : piece))
    .join(', ');
}

/** A text without the signs that stand for a look. */
export function speakableText(text: string, { text: { spoken } }: Vocabulary): string {
  const words: Readonly<Record<string, string>> = {
    [glyphs.pointer]: '',
    [glyphs.done]: '',
    [glyphs.next]: '',
    [glyphs.open]: '',
    [glyphs.paused]: '',
    [glyphs.alarm]: '',
    [glyphs.dot]: ',',
    '—': '',
    [glyphs.mark]: spoken.marked,
    [glyphs.warning]: spoken.warning,
  };
  return text
    .replaceAll('\u{a0}', ' ')
    .split(' ')
    .map((word) => (Object.hasOwn(words, word) ? words[word] : word))
    .filter((word) => word !== '')
    .join(' ')
    .replaceAll(' ,', ',')
    .replace(/^,\s*|\s*,$/g, '');
}

/** Several lines without the empty ones. */
export function speakableLines(lines: readonly LineData[], vocabulary: Vocabulary): string[] {
  return lines.map((line) => speakable(line, vocabulary)).filter((text) => text !== '');
}
