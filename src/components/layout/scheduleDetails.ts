import type { ScheduleEntry } from '../../schedule/entry.ts';
import { nextOccurrences } from '../../schedule/rule.ts';
import { scheduleTextOf } from '../../text/scheduleText.ts';
import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import type { State } from '../state/model.ts';
import { formatPatterns } from '../state/patterns.ts';
import { nextTime } from '../state/scheduleRows.ts';
import { glyphs } from '../theme.ts';
import { dim, type LineData, line, type Segment } from './segments.ts';
import { cutStart, unbroken, wrap } from './text.ts';

/** More about one entry, the most telling first: its rule, what went wrong, what comes and came, its settings. */
export function scheduleDetails(entry: ScheduleEntry, state: State): readonly LineData[] {
  const vocabulary = vocabularyOf(state.language);
  const { text, units } = vocabulary;
  const { detail } = text.schedule;
  const width = state.size.columns - 2;
  const { path, rule, lastError, failures, lastSuccess, lastArchive } = entry;
  const told = (sentence: string, look: Omit<Segment, 'text'> = {}) =>
    wrap(sentence, width).map((each) => line(` ${each}`, look));
  const failed = failures > 1 ? ` (${detail.failures(failures)})` : '';
  return [
    line(` ${cutStart(path, width)}`, { isBold: true }),
    ...told(scheduleTextOf(state.language).rule(rule)),
    ...(lastError === null
      ? []
      : told(`${glyphs.warning} ${detail.error(lastError.message)}${failed}`, { tone: 'danger' })),
    ...told(detail.next(timesToCome(entry, state, vocabulary))),
    ...(lastSuccess === null ? [] : told(detail.last(units.date(lastSuccess), lastArchive))),
    ...wrap(settingsOf(entry, vocabulary).join(` ${glyphs.dot} `), width).map((each) => ({
      segments: [dim(` ${each}`)],
    })),
  ];
}

/** Of a rule that names times the next three. */
function timesToCome(entry: ScheduleEntry, { now }: State, { text, units }: Vocabulary): string {
  const next = nextTime(entry, now);
  if (next === null) return text.schedule.states.paused;
  const shown = (time: Date) => unbroken(units.date(time));
  const first = next <= now ? text.schedule.now : shown(next);
  if ('every' in entry.rule) return first;
  return [first, ...nextOccurrences(entry.rule, next, 2).map(shown)].join(', ');
}

function settingsOf(
  { label, include, exclude, recipients, mode, skipUnchanged, keep }: ScheduleEntry,
  { text, language }: Vocabulary,
): string[] {
  const { detail } = text.schedule;
  return [
    ...(label === undefined ? [] : [detail.label(label)]),
    ...(include.length === 0 ? [] : [detail.include(formatPatterns(include))]),
    ...(exclude.length === 0 ? [] : [detail.exclude(formatPatterns(exclude))]),
    ...(recipients.length === 0 ? [] : [detail.recipients(recipients.length)]),
    ...(mode === 'server' ? [detail.serverMode] : []),
    ...(skipUnchanged ? [detail.skipsUnchanged] : []),
    ...(keep === undefined ? [] : [scheduleTextOf(language).kept(keep)]),
  ];
}
