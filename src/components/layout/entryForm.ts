import { nextOccurrences } from '../../schedule/rule.ts';
import { describeError } from '../../text/describeError.ts';
import type { Language } from '../../text/language.ts';
import type { FormPlace } from '../../text/scheduleScreenText.ts';
import { scheduleTextOf } from '../../text/scheduleText.ts';
import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import { clamp } from '../state/listPosition.ts';
import type { State } from '../state/model.ts';
import { type EntryDialog, type EntryField, ruleKinds, typedRule } from '../state/scheduleForm.ts';
import { glyphs } from '../theme.ts';
import { fieldWindow } from './fieldWindow.ts';
import { blankLine, dim, type LineData, line, type Segment } from './segments.ts';
import { cutStart, fitLeft, unbroken, widthOf, wrap } from './text.ts';

/** Pointer and label before a field. */
export const entryLabelWidth = 18;
const widestForm = 68;
/** For the rule in words and the times to come, or for what is wrong; kept free, so that nothing jumps. */
const noteHeight = 3;
/** What is said of a refusal may need more, and has that in the smallest window too. */
const highestNote = 5;

/** The form of an entry in lines, its fields among them. */
export function entryFormContent(state: State, form: EntryDialog, innerWidth: number) {
  const vocabulary = vocabularyOf(state.language);
  const { text } = vocabulary;
  const { addTitle, editTitle } = text.schedule.form;
  const [path = '', ...others] = form.paths;
  const subject = others.length === 0 ? path : text.transfers.severalPaths(path, others.length);
  return {
    innerWidth,
    title: form.entry === null ? addTitle(form.paths.length) : editTitle,
    lines: [
      line(cutStart(subject, innerWidth), { isBold: true }),
      ...rowPlaces(form).map((place) =>
        place === null ? blankLine : { segments: drawPlace(form, place, innerWidth, vocabulary) },
      ),
    ],
    field: null,
    note: noteLines(state, form, innerWidth, vocabulary),
    items: [],
    cursor: 0,
  };
}

/** The row of the dialog that a place is drawn in, counted from the first below the frame. */
export function rowOfPlace(form: EntryDialog, place: FormPlace): number {
  return 1 + rowPlaces(form).indexOf(place);
}

/** The line of the place with the cursor. */
export function focusedRow(state: State, form: EntryDialog): LineData {
  const width = Math.min(widestForm, state.size.columns);
  return { segments: drawPlace(form, form.focus, width, vocabularyOf(state.language)) };
}

/** Where an interval needs no zone, its row stays empty. */
function rowPlaces({ rule }: EntryDialog): readonly (FormPlace | null)[] {
  return ['rule', rule, rule === 'every' ? null : 'zone', 'label', 'exclude', 'skipUnchanged', 'paused'];
}

function drawPlace(
  form: EntryDialog,
  place: FormPlace,
  innerWidth: number,
  { text }: Vocabulary,
): readonly Segment[] {
  const { labels, rules } = text.schedule.form;
  const isFocused = form.focus === place;
  const look = isFocused ? ({ tone: 'accent', isBold: true } as const) : {};
  const pointer = isFocused ? `${glyphs.pointer} ` : '  ';
  if (place === 'skipUnchanged' || place === 'paused') {
    return [{ text: `${pointer}[${form[place] ? 'x' : ' '}] ${labels[place]}`, ...look }];
  }
  const label: Segment = { text: fitLeft(pointer + labels[place], entryLabelWidth), ...look };
  if (place !== 'rule') return [label, ...drawField(form, place, innerWidth - entryLabelWidth, text)];
  const choices = ruleKinds.map((kind): Segment => {
    const isChosen = kind === form.rule;
    return { text: `${isChosen ? glyphs.mark : glyphs.open} ${rules[kind]}  `, isBold: isChosen };
  });
  return [label, ...choices];
}

function drawField(
  { fields }: EntryDialog,
  name: EntryField,
  width: number,
  { schedule }: Vocabulary['text'],
): Segment[] {
  const hints: Partial<Record<EntryField, string>> = {
    label: schedule.form.labelHint,
    exclude: schedule.form.excludeHint,
  };
  const { text } = fieldWindow(fields[name], width);
  if (text === '') return [{ text: fitLeft(hints[name] ?? '', width), isDim: true, isField: true }];
  return [{ text: text + ' '.repeat(Math.max(0, width - widthOf(text))), isField: true }];
}

/** The rule in words and its next times, as it is typed; or what is wrong with it, or why it was not saved. */
function noteLines(
  { now, language }: State,
  form: EntryDialog,
  width: number,
  { text, units }: Vocabulary,
): LineData[] {
  const { problems, next } = text.schedule.form;
  if (form.error !== null) return refusalLines(form.error, language, width);
  const rule = typedRule(form);
  if (typeof rule === 'string') {
    const told = wrap(`${glyphs.warning} ${problems[rule]}`, width);
    return filled(told.map((each) => line(each, { tone: 'danger' })));
  }
  const times =
    'every' in rule ? [] : nextOccurrences(rule, now, 3).map((time) => unbroken(units.date(time)));
  return filled([
    ...wrap(scheduleTextOf(language).briefRule(rule), width).map((each) => line(each)),
    ...wrap(times.length === 0 ? '' : next(times.join(', ')), width).map((each) => ({
      segments: [dim(each)],
    })),
  ]);
}

function refusalLines(error: unknown, language: Language, width: number): LineData[] {
  const { message, next } = describeError(error, language);
  const lines = [
    ...wrap(`${glyphs.warning} ${message}`, width).map((each) => line(each, { tone: 'danger' })),
    ...wrap(next, width).map((each) => line(each)),
  ];
  return filled(lines, clamp(lines.length, noteHeight, highestNote));
}

function filled(lines: readonly LineData[], height = noteHeight): LineData[] {
  return Array.from({ length: height }, (_, index) => lines[index] ?? blankLine);
}
