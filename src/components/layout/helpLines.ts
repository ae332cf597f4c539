import { type HelpRow, helpRows } from '../keys/helpRows.ts';
import type { State } from '../state/model.ts';
import { blankLine, bold, type LineData, line } from './segments.ts';
import { fitLeft, wrap } from './text.ts';

const indent = 4;
const keysWidth = 17;

/** The help, all of it: every key by group, long descriptions on several lines. */
export function allHelpLines({ language, size }: Pick<State, 'language' | 'size'>): readonly LineData[] {
  return helpRows(language).flatMap((row) => linesOf(row, size.columns));
}

function linesOf(row: HelpRow, columns: number): LineData[] {
  if (row.kind === 'gap') return [blankLine];
  if (row.kind === 'heading') return [line(`  ${row.text}`, { tone: 'accent', isBold: true })];
  return wrap(row.description, columns - indent - keysWidth - 1).map((text, index) => ({
    segments: [bold(' '.repeat(indent) + fitLeft(index === 0 ? row.keys : '', keysWidth)), { text }],
  }));
}
