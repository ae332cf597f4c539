import type { EntrySettings } from '../../schedule/entries.ts';
import { newEntry, type Rule, type ScheduleEntry } from '../../schedule/entry.ts';
import {
  formatInterval,
  isCron,
  isTimeOfDay,
  isZone,
  localZone,
  parseInterval,
} from '../../schedule/rule.ts';
import type { FormPlace, RuleProblem } from '../../text/scheduleScreenText.ts';
import { clamp } from './listPosition.ts';
import { formatPatterns, parsePatterns } from './patterns.ts';
import { type TextField, textField } from './textField.ts';

export const ruleKinds = ['every', 'at', 'cron'] as const;
export type RuleKind = (typeof ruleKinds)[number];

const formFields = ['every', 'at', 'cron', 'zone', 'label', 'exclude'] as const;
export type EntryField = (typeof formFields)[number];

/** The form in which an entry of the schedule is added or changed. */
export interface EntryDialog {
  readonly kind: 'entry';
  /** To be added, or the one that is changed. */
  readonly paths: readonly string[];
  /** What is changed; null for new ones. */
  readonly entry: ScheduleEntry | null;
  readonly focus: FormPlace;
  readonly rule: RuleKind;
  readonly fields: Readonly<Record<EntryField, TextField>>;
  readonly skipUnchanged: boolean;
  readonly paused: boolean;
  /** Why it was not saved, until something is changed; null where nothing was refused. */
  readonly error: unknown;
}

/** The form for paths that are new. */
export function formToAdd(paths: readonly string[]): EntryDialog {
  return { ...formToEdit(newEntry('')), paths, entry: null };
}

/** The form filled with what is set. */
export function formToEdit(entry: ScheduleEntry): EntryDialog {
  const { rule, label, exclude, skipUnchanged, paused } = entry;
  return {
    kind: 'entry',
    paths: [entry.path],
    entry,
    focus: 'rule',
    rule: 'every' in rule ? 'every' : 'at' in rule ? 'at' : 'cron',
    fields: {
      every: textField('every' in rule ? formatInterval(rule.every) : '24h'),
      at: textField('at' in rule ? rule.at : '02:30'),
      cron: textField('cron' in rule ? rule.cron : '0 3 * * 1-5'),
      zone: textField('zone' in rule ? rule.zone : localZone()),
      label: textField(label ?? ''),
      exclude: textField(formatPatterns(exclude)),
    },
    skipUnchanged,
    paused,
    error: null,
  };
}

/** The places in the order of Tab. An interval needs no zone. */
export function placesOf({ rule }: EntryDialog): readonly FormPlace[] {
  const zone = rule === 'every' ? [] : (['zone'] as const);
  return ['rule', rule, ...zone, 'label', 'exclude', 'skipUnchanged', 'paused'];
}

export function movePlace(form: EntryDialog, places: number): EntryDialog {
  const order = placesOf(form);
  const index = clamp(order.indexOf(form.focus) + places, 0, order.length - 1);
  return { ...form, focus: order[index] ?? 'rule' };
}

/** The field with the cursor; null on what is ticked or chosen. */
export function focusedField({ focus }: EntryDialog): EntryField | null {
  return formFields.find((name) => name === focus) ?? null;
}

/** Ticks, unticks or takes the next choice. */
export function changePlace(form: EntryDialog): EntryDialog {
  switch (form.focus) {
    case 'rule': {
      const index = ruleKinds.indexOf(form.rule) + 1;
      return { ...form, error: null, rule: ruleKinds[index % ruleKinds.length] ?? 'every' };
    }
    case 'skipUnchanged':
    case 'paused':
      return { ...form, error: null, [form.focus]: !form[form.focus] };
    default:
      return form;
  }
}

/** The form with a field as it is typed now. */
export function putField(form: EntryDialog, name: EntryField, field: TextField): EntryDialog {
  const isChanged = field.value !== form.fields[name].value;
  return { ...form, fields: { ...form.fields, [name]: field }, error: isChanged ? null : form.error };
}

/** The rule that is typed, or what is wrong with it. A number alone counts hours. */
export function typedRule({ rule, fields }: EntryDialog): Rule | RuleProblem {
  const typed = (name: EntryField) => fields[name].value.trim();
  if (rule === 'every') {
    const text = typed('every');
    const every = parseInterval(/^\d+$/.test(text) ? `${text}h` : text);
    return every === null ? 'every' : { every };
  }
  const zone = typed('zone');
  const isGood = rule === 'at' ? isTimeOfDay(typed('at')) : isCron(typed('cron'));
  if (!isGood) return rule;
  if (!isZone(zone)) return 'zone';
  return rule === 'at' ? { at: typed('at'), zone } : { cron: typed('cron'), zone };
}

/** What is set by the form and a rule of it. */
export function settingsOf({ fields, skipUnchanged, paused }: EntryDialog, rule: Rule): EntrySettings {
  const label = fields.label.value.trim();
  const exclude = parsePatterns(fields.exclude.value);
  return { rule, label: label === '' ? undefined : label, exclude, skipUnchanged, paused };
}
