import type { Language } from '../language.ts';

/** What is said of the fields of a cron expression. Weekdays count from 1 for Monday. */
export interface CronPhrases {
  dailyAt(times: readonly string[]): string;
  at(times: readonly string[]): string;
  hourlyAt(minute: number): string;
  hourlyFrom(first: string, last: string): string;
  everyHours(step: number, first: string): string;
  everyMinutes(step: number): string;
  atMinutes(minutes: readonly number[]): string;
  between(first: string, last: string): string;
  inHours(hours: readonly number[]): string;
  eachOfHours(step: number): string;
  eachOfDays(step: number): string;
  days(days: readonly number[]): string;
  weekdays(days: readonly number[]): string;
  weekdaySpan(first: number, last: number): string;
  months(months: readonly number[]): string;
  either(one: string, other: string): string;
}

const english = namesOf('en');
const french = namesOf('fr');

export const cronInEnglish: CronPhrases = {
  dailyAt: (times) => `daily at ${english.list(times)}`,
  at: (times) => `at ${english.list(times)}`,
  hourlyAt: (minute) => (minute === 0 ? 'every hour' : `every hour at minute ${minute}`),
  hourlyFrom: (first, last) => `every hour from ${first} to ${last}`,
  everyHours: (step, first) => `every ${step} hours from ${first}`,
  everyMinutes: (step) => (step === 1 ? 'every minute' : `every ${step} minutes`),
  atMinutes: (minutes) => `every hour at minutes ${english.list(minutes)}`,
  between: (first, last) => `from ${first} to ${last}`,
  inHours: (hours) => `in the hours ${english.list(hours)}`,
  eachOfHours: (step) => `in one hour of ${step}`,
  eachOfDays: (step) => `on one day of ${step} of the month`,
  days: (days) => `on ${days.length === 1 ? 'day' : 'days'} ${english.list(days)} of the month`,
  weekdays: (days) => `on ${english.list(days.map(english.weekday))}`,
  weekdaySpan: (first, last) => `from ${english.weekday(first)} to ${english.weekday(last)}`,
  months: (months) => `in ${english.list(months.map(english.month))}`,
  either: (one, other) => `${one} or ${other}`,
};

export const cronInFrench: CronPhrases = {
  dailyAt: (times) => `chaque jour à ${french.list(times)}`,
  at: (times) => `à ${french.list(times)}`,
  hourlyAt: (minute) => (minute === 0 ? 'toutes les heures' : `toutes les heures, à la minute ${minute}`),
  hourlyFrom: (first, last) => `toutes les heures de ${first} à ${last}`,
  everyHours: (step, first) => `toutes les ${step} heures à partir de ${first}`,
  everyMinutes: (step) => (step === 1 ? 'toutes les minutes' : `toutes les ${step} minutes`),
  atMinutes: (minutes) => `toutes les heures, aux minutes ${french.list(minutes)}`,
  between: (first, last) => `de ${first} à ${last}`,
  inHours: (hours) => `pendant les heures ${french.list(hours)}`,
  eachOfHours: (step) => `une heure sur ${step}`,
  eachOfDays: (step) => `un jour sur ${step} du mois`,
  days: (days) => `${french.list(days.map((day) => `le ${day === 1 ? '1er' : day}`))} du mois`,
  weekdays: (days) => french.list(days.map((day) => `le ${french.weekday(day)}`)),
  weekdaySpan: (first, last) => `du ${french.weekday(first)} au ${french.weekday(last)}`,
  months: (months) => french.list(months.map((month) => `en ${french.month(month)}`)),
  either: (one, other) => `${one} ou ${other}`,
};

/** Formatters of dates take milliseconds to make, so that nobody waits for them at the start of the program. */
function namesOf(language: Language) {
  const utc = (moment: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(moment);
  return {
    list: (items: readonly (string | number)[]) =>
      new Intl.ListFormat(language, { type: 'conjunction' }).format(items.map(String)),
    // The first of January 2024 was a Monday.
    weekday: (day: number) => utc(Date.UTC(2024, 0, day), { weekday: 'long' }),
    month: (month: number) => utc(Date.UTC(2024, month - 1, 1), { month: 'long' }),
  };
}
