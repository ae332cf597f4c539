import type { Language } from '../language.ts';
import { type CronField, type CronFields, cronFieldsOf } from './cronFields.ts';
import { type CronPhrases, cronInEnglish, cronInFrench } from './cronPhrases.ts';

/** So many times of a day are listed; more are told by their pattern. */
const longestList = 8;

const phrases: Readonly<Record<Language, CronPhrases>> = { en: cronInEnglish, fr: cronInFrench };

/**
 * A valid cron expression in words: `at 03:15, from Monday to Friday`. Null where it uses signs for which there
 * are none.
 */
export function describeCron(expression: string, language: Language): string | null {
  const fields = cronFieldsOf(expression);
  if (fields === null) return null;
  const say = phrases[language];
  const times = clockTimes(fields);
  const days = daysOf(fields, say);
  const months = fields.month.kind === 'values' ? [say.months(fields.month.values)] : [];
  const daily = days.length === 0 ? say.dailyAt : say.at;
  return [times === null ? patternOf(fields, say) : daily(times), ...days, ...months].join(', ');
}

/** The times of a day, where they are few. */
function clockTimes({ minute, hour }: CronFields): string[] | null {
  if (minute.kind !== 'values' || hour.kind !== 'values') return null;
  if (minute.values.length * hour.values.length > longestList) return null;
  return hour.values.flatMap((hours) => minute.values.map((minutes) => clock(hours, minutes)));
}

/** How the times of a day follow each other, where they are many. */
function patternOf({ minute, hour }: CronFields, say: CronPhrases): string {
  const [only, ...others] = minute.kind === 'values' ? minute.values : [];
  const span = spanOf(hour);
  if (only !== undefined && others.length === 0) {
    if (hour.kind === 'any') return say.hourlyAt(only);
    if (hour.kind === 'step') return say.everyHours(hour.step, clock(0, only));
    if (span !== null) return say.hourlyFrom(clock(span.first, only), clock(span.last, only));
  }
  const minutes =
    minute.kind === 'values'
      ? say.atMinutes(minute.values)
      : say.everyMinutes(minute.kind === 'step' ? minute.step : 1);
  if (hour.kind === 'any') return minutes;
  if (hour.kind === 'step') return `${minutes}, ${say.eachOfHours(hour.step)}`;
  return span === null
    ? `${minutes}, ${say.inHours(hour.values)}`
    : `${minutes}, ${say.between(clock(span.first, 0), clock(span.last, 59))}`;
}

/** Where both the day of the month and the weekday are given, either will do. */
function daysOf({ day, weekday }: CronFields, say: CronPhrases): string[] {
  const days =
    day.kind === 'any' ? null : day.kind === 'step' ? say.eachOfDays(day.step) : say.days(day.values);
  const span = spanOf(weekday);
  const named = weekday.kind === 'values' ? say.weekdays(weekday.values) : null;
  const weekdays = span === null ? named : say.weekdaySpan(span.first, span.last);
  if (days !== null && weekdays !== null) return [say.either(days, weekdays)];
  return [days, weekdays].filter((part) => part !== null);
}

/** First and last of three or more values in a row. */
function spanOf(field: CronField): { readonly first: number; readonly last: number } | null {
  if (field.kind !== 'values' || field.values.length < 3) return null;
  const [first = 0] = field.values;
  const last = field.values.at(-1) ?? 0;
  return last - first === field.values.length - 1 ? { first, last } : null;
}

function clock(hours: number, minutes: number): string {
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
