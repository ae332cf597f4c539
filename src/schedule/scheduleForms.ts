import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { modeSchema } from '../config/profiles.ts';
import { everyDay, newEntry, type Rule, type Schedule, type ScheduleEntry } from './entry.ts';
import { keepRulesSchema } from './retention/keepRules.ts';
import { formatInterval, isCron, isTimeOfDay, isZone, parseInterval } from './rule.ts';

const absolutePath = z.string().startsWith('/');
const zone = z
  .string()
  .refine(isZone, 'no time zone that this machine knows')
  .meta({ description: 'An IANA zone, such as Europe/Paris.' });

const ruleSchema: z.ZodType<Rule> = z.union([
  z.strictObject({
    every: z
      .string()
      .meta({ description: 'An interval such as 24h, from 1m to 366d.', pattern: '^\\d{1,9}[smhdw]$' })
      .transform((text, context) => {
        const seconds = parseInterval(text);
        if (seconds === null) context.addIssue('an interval such as 24h, from 1m to 366d');
        return seconds ?? 0;
      }),
  }),
  z.strictObject({
    at: z
      .string()
      .refine(isTimeOfDay, 'a time such as 02:30')
      .meta({ description: 'A time of day, such as 02:30.', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
    zone,
  }),
  z.strictObject({
    cron: z.string().refine(isCron, 'a cron expression of five fields').meta({
      description: 'A cron expression of five fields.',
      pattern: '^\\s*(@\\w+|(\\S+\\s+){4}\\S+)\\s*$',
    }),
    zone,
  }),
]);

function time(description: string) {
  const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
  return moment.nullable().default(null).meta({ description });
}
function strings(description: string) {
  return z.array(z.string()).default([]).meta({ description });
}
function flag(description: string) {
  return z.boolean().default(false).meta({ description });
}

const entrySchema = z.object({
  rule: ruleSchema.default(everyDay).meta({ description: 'When it is uploaded; every 24 hours.' }),
  mode: modeSchema.default('client').meta({ description: 'Who seals: this machine, or the server.' }),
  label: z.string().min(1).exactOptional().meta({ description: 'What the archives are named by.' }),
  recipients: strings('Whoever shall open the archives, as x25519:…'),
  include: strings('Globs of what is stored; everything where empty.'),
  exclude: strings('Globs of what is left out.'),
  paused: flag('Not uploaded until it goes on.'),
  skip_unchanged: flag('Uploaded only when something changed since the last success.'),
  keep: keepRulesSchema.exactOptional().meta({ description: 'Which archives stay; all without it.' }),
  added: time('When it was scheduled.'),
  last_attempt: time('Start of the last attempt.'),
  last_success: time('Start of the last attempt that succeeded.'),
  last_error: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .default(null)
    .meta({ description: 'What the last attempt failed of.' }),
  failures: z.number().int().min(0).default(0).meta({ description: 'Failures since the last success.' }),
  last_archive: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'Name of the last archive on the server.' }),
});

const secondForm = z
  .object({
    version: z.literal(2).meta({ description: 'The form of this file.' }),
    entries: z.record(absolutePath, entrySchema).meta({ description: 'What is uploaded, by absolute path.' }),
  })
  .transform(({ entries }) => mapEntries(entries, fromFile));
/** The last second that a `Date` knows. */
const latestSeconds = 8.64e12;
const firstForm = z
  .record(absolutePath, z.number().nonnegative().max(latestSeconds))
  .meta({ description: 'Seconds since the epoch of the last upload, by absolute path; 0: never.' })
  .transform((seconds) => mapEntries(seconds, fromSeconds));

/** Both forms of `upload_schedule.json`. */
export const scheduleSchema: z.ZodType<Schedule> = z.union([secondForm, firstForm]);

/**
 * What is written: the first form, `{path: seconds}`, where that says all but the name of the last archive, which
 * is in the history too; else the second, which leaves out what is as ever.
 */
export function toFile(schedule: Schedule): unknown {
  const entries = Object.values(schedule);
  if (entries.every(fitsFirstForm)) {
    return Object.fromEntries(entries.map(({ path, lastSuccess }) => [path, secondsOf(lastSuccess)]));
  }
  return {
    version: 2,
    entries: Object.fromEntries(entries.map((entry) => [entry.path, toDocument(entry)])),
  };
}

function fitsFirstForm(entry: ScheduleEntry): boolean {
  const { path, lastSuccess } = entry;
  // What the first form does not tell, and nobody misses.
  const told = { ...entry, added: null, lastArchive: null };
  return isDeepStrictEqual(told, fromSeconds(secondsOf(lastSuccess), path));
}

function secondsOf(moment: Date | null): number {
  return moment === null ? 0 : moment.getTime() / 1000;
}

function fromSeconds(seconds: number, path: string): ScheduleEntry {
  const moment = seconds < 1 ? null : new Date(Math.floor(seconds) * 1000);
  return { ...newEntry(path), lastAttempt: moment, lastSuccess: moment };
}

function fromFile(entry: z.infer<typeof entrySchema>, path: string): ScheduleEntry {
  const { skip_unchanged, last_attempt, last_success, last_error, last_archive, ...rest } = entry;
  return {
    path,
    ...rest,
    skipUnchanged: skip_unchanged,
    lastAttempt: last_attempt,
    lastSuccess: last_success,
    lastError: last_error,
    lastArchive: last_archive,
  };
}

/** An entry as the second form shows it: without what is as ever. */
function toDocument(entry: ScheduleEntry): Record<string, unknown> {
  const { path, rule, ...facts } = entry;
  const usual = newEntry(path) as unknown as Record<string, unknown>;
  const rest = Object.entries(facts).filter(([name, value]) => !isDeepStrictEqual(value, usual[name]));
  return {
    rule: ruleDocument(rule),
    ...Object.fromEntries(rest.map(([name, value]) => [snakeCase(name), value])),
  };
}

/** A rule as the file, and `--json`, show it. */
export function ruleDocument(rule: Rule): unknown {
  return 'every' in rule ? { every: formatInterval(rule.every) } : rule;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function mapEntries<From>(
  from: Readonly<Record<string, From>>,
  make: (value: From, path: string) => ScheduleEntry,
): Schedule {
  return Object.fromEntries(Object.entries(from).map(([path, value]) => [path, make(value, path)]));
}
