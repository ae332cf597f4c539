import { vocabularyOf } from '../../text/screens.ts';
import type { ScreensText } from '../../text/screensText.ts';
import type { Command } from '../keys/command.ts';
import { contextOf } from '../keys/context.ts';
import { availableCommands, keyLabel } from '../keys/lookup.ts';
import type { State } from '../state/model.ts';
import { bold, dim, type LineData, type Segment, segmentsWidth } from './segments.ts';

/** The keys that work now, as many as there is room for. */
export function footerLine(state: State): LineData {
  const { text } = vocabularyOf(state.language);
  const offered = offeredCommands(state);
  const byRank = [...offered].sort((one, other) => (one.footer ?? 0) - (other.footer ?? 0));
  let room = state.size.columns;
  const kept = byRank.filter((command) => {
    const width = segmentsWidth(entry(command, text));
    const fits = width <= room;
    if (fits) room -= width;
    return fits;
  });
  return {
    segments: offered.filter((command) => kept.includes(command)).flatMap((command) => entry(command, text)),
  };
}

/** The first entry of each command that has a rank; Escape does one thing at a time. */
function offeredCommands(state: State): readonly Command[] {
  const seen = new Set<string>();
  return availableCommands(contextOf(state), state).filter(({ id, keys, footer }) => {
    const [key = ''] = keys;
    if (footer === undefined || seen.has(id) || seen.has(key)) return false;
    seen.add(id).add(key);
    return true;
  });
}

function entry({ id, keys }: Command, text: ScreensText): Segment[] {
  return [bold(` ${keyLabel(keys[0] ?? '', text)}`), dim(` ${text.commands[id].label} `)];
}
