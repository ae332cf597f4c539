import type { Warning } from '../../client/types.ts';
import { vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { glyphs } from '../theme.ts';
import { listHeight } from './heights.ts';
import { allHelpLines } from './helpLines.ts';
import { visibleRows } from './listLines.ts';
import { dim, type LineData } from './segments.ts';
import { cut, cutStart, fitLeft, widthOf } from './text.ts';

/** Warnings looked at for the width of their column. */
const sampled = 200;
const widestPath = 72;

/** The part of the help in the window. */
export function helpLines(state: State): readonly LineData[] {
  const { top } = state.help.list;
  return allHelpLines(state).slice(top, top + listHeight(state));
}

/** The warnings of the last transfer, one a line. */
export function warningLines(state: State): readonly LineData[] {
  const { warnings, size, language } = state;
  const { problems } = vocabularyOf(language).text.warnings;
  const tell = ({ problem, detail }: Warning) =>
    problems[problem] + (detail === undefined ? '' : ` (${detail})`);
  const room = size.columns - 6;
  const widest = Math.max(0, ...warnings.all.slice(0, sampled).map((warning) => widthOf(tell(warning))));
  const toldWidth = Math.min(widest, Math.floor(room * 0.6));
  const pathWidth = Math.min(room - toldWidth, widestPath);
  return visibleRows(warnings.all, warnings.list, listHeight(state), (warning, isSelected) => ({
    segments: [
      { text: isSelected ? ` ${glyphs.pointer} ` : '   ' },
      { text: fitLeft(cutStart(warning.path, pathWidth), pathWidth) },
      dim(`  ${cut(tell(warning), toldWidth)}`),
    ],
    isSelected,
  }));
}
