import type { Rule } from '../../../src/schedule/entry.ts';

const minute = 60_000;
const quarterHour = 15 * minute;

/**
 * When a rule asks for an upload, found without croner: by the clocks of the zone at each minute. Of cron
 * it knows fields that are `*`, lists and ranges. In milliseconds since the epoch, from `from` to `to`.
 */
export function occurrencesByTheClocks(
  rule: Exclude<Rule, { every: number }>,
  from: number,
  to: number,
): number[] {
  const found: number[] = [];
  const seen = new Set<string>();
  for (const [moment, clock] of readings(rule.zone, from, to)) {
    const key = 'at' in rule ? dayFrom(rule.at, clock) : minuteOf(rule.cron, clock);
    if (key === null || seen.has(key)) continue;
    seen.add(key);
    found.push(moment);
  }
  // Of the first day only a part was read: its time may have passed before.
  return 'at' in rule ? found.slice(1) : found;
}

/** The day, from the minute on at which its clocks show the time or, where they jump over it, the first later one. */
function dayFrom(at: string, { date, time }: Clock): string | null {
  return time >= at ? date : null;
}

function minuteOf(cron: string, { date, time, fields }: Clock): string | null {
  const isMatch = cron.split(' ').every((field, index) => matches(field, fields[index] ?? -1));
  return isMatch ? `${date} ${time}` : null;
}

function matches(field: string, value: number): boolean {
  return field.split(',').some((part) => {
    if (part === '*') return true;
    const [low = 0, high = low] = part.split('-').map(Number);
    return value >= low && value <= high;
  });
}

interface Clock {
  readonly date: string;
  readonly time: string;
  /** Minute, hour, day, month, weekday. */
  readonly fields: readonly number[];
}

const cache = new Map<string, [number, Clock][]>();

function readings(zone: string, from: number, to: number): [number, Clock][] {
  const key = `${zone} ${from} ${to}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const options = { timeZone: zone, dateStyle: 'short', timeStyle: 'short' } as const;
  // The Swedish write 2026-03-29 02:30.
  const format = new Intl.DateTimeFormat('sv-SE', options);
  const found: [number, Clock][] = [];
  // Clocks are set at a full quarter of an hour; in between they go as all do.
  for (let quarter = Math.floor(from / quarterHour) * quarterHour; quarter <= to; quarter += quarterHour) {
    const [date = '', time = ''] = format.format(quarter).split(' ');
    const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
    const [hour = '', first = ''] = time.split(':');
    const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
    for (let moment = quarter; moment < quarter + quarterHour; moment += minute) {
      if (moment < from || moment > to) continue;
      const minutes = Number(first) + (moment - quarter) / minute;
      const fields = [minutes, Number(hour), day, month, weekday];
      found.push([moment, { date, time: `${hour}:${String(minutes).padStart(2, '0')}`, fields }]);
    }
  }
  cache.set(key, found);
  return found;
}
