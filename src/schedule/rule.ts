import { Cron } from 'croner';
import type { Rule } from './entry.ts';

const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
type Unit = keyof typeof secondsOf;

/** The scheduler looks each minute, and a year is no schedule any more. */
export const shortestInterval = 60;
export const longestInterval = 366 * secondsOf.d;

/** Reads `90m`, `24h`, `7d`, `2w`. Null when it is none, or out of bounds. */
export function parseInterval(text: string): number | null {
  const [, count = '', unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  const seconds = Number(count) * (secondsOf[unit as Unit] ?? 0);
  return seconds >= shortestInterval && seconds <= longestInterval ? seconds : null;
}

/** Writes an interval so that `parseInterval` reads it: `24h`, `7d`, `90m`. */
export function formatInterval(seconds: number): string {
  if (seconds % secondsOf.d === 0 && seconds > secondsOf.d) return `${seconds / secondsOf.d}d`;
  if (seconds % secondsOf.h === 0) return `${seconds / secondsOf.h}h`;
  return seconds % secondsOf.m === 0 ? `${seconds / secondsOf.m}m` : `${seconds}s`;
}

/** True for `HH:MM`. */
export function isTimeOfDay(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

const knownZones = new Set<string>();

/** True for a zone that this machine knows, such as `Europe/Paris`. */
export function isZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    knownZones.add(name);
    return true;
  } catch {
    return false;
  }
}

/** The zone of this machine. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Remembered at a time: whoever types one passes many. */
const mostCrons = 1000;
const knownCrons = new Set<string>();

/** Five fields, or a name for them: croner takes what has a colon for a date, nearly whatever it is. */
const cronShape = /^\s*(@[a-z]+|[\w*,/?#+-]+(\s+[\w*,/?#+-]+){4})\s*$/i;

/** True for a cron expression of five fields that has an occurrence at all: `0 0 31 2 *` has none. */
export function isCron(expression: string): boolean {
  if (knownCrons.has(expression)) return true;
  try {
    const isUsable = cronShape.test(expression) && cronOf(expression, 'UTC').nextRun() !== null;
    if (isUsable) {
      if (knownCrons.size >= mostCrons) knownCrons.clear();
      knownCrons.add(expression);
    }
    return isUsable;
  } catch {
    return false;
  }
}

/**
 * The first time after a moment that a rule asks for; null when there is none. Times of day follow the clocks of
 * their zone: one that is skipped in spring comes when the clocks have jumped, one that is repeated in autumn
 * comes the first time only.
 */
export function nextOccurrence(rule: Rule, after: Date): Date | null {
  if ('every' in rule) return new Date(after.getTime() + rule.every * 1000);
  if ('cron' in rule) return cronOf(rule.cron, rule.zone).nextRun(after);
  const [hour, minute] = rule.at.split(':').map(Number);
  return cronOf(`${minute} ${hour} * * *`, rule.zone).nextRun(after);
}

/** The first so many of them. */
export function nextOccurrences(rule: Rule, after: Date, count: number): Date[] {
  const found: Date[] = [];
  for (let last: Date | null = after; found.length < count; found.push(last)) {
    last = nextOccurrence(rule, last);
    if (last === null) break;
  }
  return found;
}

/** They are asked each minute, of few expressions, and dear to make. */
const crons = new Map<string, Cron>();

function cronOf(expression: string, timezone: string): Cron {
  const key = `${expression} ${timezone}`;
  const known = crons.get(key);
  if (known) return known;
  const options = { timezone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true } as const;
  const made = new Cron(expression, options);
  if (crons.size >= mostCrons) crons.clear();
  crons.set(key, made);
  return made;
}
