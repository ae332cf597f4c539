import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/schedule/entry.ts';
import {
  formatInterval,
  isCron,
  isTimeOfDay,
  isZone,
  nextOccurrence,
  nextOccurrences,
  parseInterval,
} from '../../src/schedule/rule.ts';

const daily = (at: string, zone: string): Rule => ({ at, zone });
const times = (rule: Rule, after: string, count: number) =>
  nextOccurrences(rule, new Date(after), count).map((moment) => moment.toISOString());

describe('every interval', () => {
  test('comes an interval after the start of the last', () => {
    expect(times({ every: 90 * 60 }, '2026-11-22T12:00:07Z', 2)).toEqual([
      '2026-11-22T13:30:07.000Z',
      '2026-11-22T15:00:07.000Z',
    ]);
  });

  test('takes no notice of the clocks: 24 hours are 24 hours on the day of a change', () => {
    expect(times({ every: 24 * 3600 }, '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T12:00:00.000Z',
      '2026-03-30T12:00:00.000Z',
    ]);
  });
});

describe('a time of day', () => {
  test('keeps to the clocks of its zone', () => {
    expect(times(daily('12:00', 'Europe/Paris'), '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T11:00:00.000Z',
      '2026-03-29T10:00:00.000Z',
    ]);
  });

  test.for([
    ['Europe/Paris', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
    ['America/New_York', '2026-03-07T12:00:00Z', '2026-03-08T07:00:00.000Z', '2026-03-09T06:30:00.000Z'],
  ] as const)('that the clocks of %s skip comes when they have jumped', ([zone, after, ...expected]) => {
    expect(times(daily('02:30', zone), after, 2)).toEqual(expected);
  });

  test('that Lord Howe skips for half an hour comes when the clocks have jumped', () => {
    expect(times(daily('02:15', 'Australia/Lord_Howe'), '2026-10-03T12:00:00Z', 2)).toEqual([
      '2026-10-03T15:30:00.000Z',
      '2026-10-04T15:15:00.000Z',
    ]);
  });

  test.for([
    ['Europe/Paris', '02:30', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    [
      'America/New_York',
      '01:30',
      '2026-10-31T12:00:00Z',
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ],
    [
      'Australia/Lord_Howe',
      '01:45',
      '2026-04-04T06:00:00Z',
      '2026-04-04T14:45:00.000Z',
      '2026-04-05T15:15:00.000Z',
    ],
  ] as const)('that the clocks of %s repeat comes the first time only', ([zone, at, after, ...expected]) => {
    expect(times(daily(at, zone), after, 2)).toEqual(expected);
  });

  test('that is repeated does not come a second time, though it was uploaded between the two', () => {
    const between = new Date('2026-10-25T00:45:00Z');
    expect(nextOccurrence(daily('02:30', 'Europe/Paris'), between)).toEqual(new Date('2026-10-26T01:30:00Z'));
  });

  test('passes the end of a year, and a leap day', () => {
    expect(times(daily('23:59', 'UTC'), '2027-12-31T12:00:00Z', 2)).toEqual([
      '2027-12-31T23:59:00.000Z',
      '2028-01-01T23:59:00.000Z',
    ]);
    expect(times(daily('06:00', 'UTC'), '2028-02-28T12:00:00Z', 2)).toEqual([
      '2028-02-29T06:00:00.000Z',
      '2028-03-01T06:00:00.000Z',
    ]);
  });
});

describe('a cron expression', () => {
  test('keeps to its zone', () => {
    expect(times({ cron: '15 9 * * 1-5', zone: 'Asia/Tokyo' }, '2026-11-20T01:00:00Z', 1)).toEqual([
      '2026-11-23T00:15:00.000Z',
    ]);
  });

  test('waits for a leap day', () => {
    expect(times({ cron: '0 0 29 2 *', zone: 'UTC' }, '2026-03-01T00:00:00Z', 2)).toEqual([
      '2028-02-29T00:00:00.000Z',
      '2032-02-29T00:00:00.000Z',
    ]);
  });

  test('of several hours comes once in an hour that is repeated', () => {
    expect(times({ cron: '0 2,14 * * *', zone: 'Europe/Paris' }, '2026-10-24T22:00:00Z', 3)).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T13:00:00.000Z',
      '2026-10-26T01:00:00.000Z',
    ]);
  });

  test.for([
    ...['', '* * * *', '61 * * * *', '0 0 31 2 *', 'every day', '* * * * * *', '0-59/00 * * * *'],
    // Dates, as croner has it.
    ...['2030-01-01T00:00:00', '*/35( :¯1, * */00'],
  ])('%j is refused', (expression) => {
    expect(isCron(expression)).toBe(false);
  });

  test.for(['@daily', ' 0 0 * * * ', '*/5 8-18/2 1,15 jan-mar MON-FRI', '0 0 L * ?', '0 0 * * 5#2'])(
    '%j is taken',
    (expression) => {
      expect(isCron(expression)).toBe(true);
    },
  );
});

test('whatever moment one asks from, the next occurrence is the first of all that come after it', () => {
  const rule = fc.oneof(
    fc.record({
      at: fc
        .tuple(fc.nat(23), fc.nat(59))
        .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':')),
      zone: fc.constantFrom('Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
    }),
    fc.record({
      cron: fc.constantFrom('30 2 * * *', '0 */6 * * *', '15 1,2,3 * * *', '45 1 * * 0'),
      zone: fc.constantFrom('Europe/Paris', 'America/New_York', 'Australia/Lord_Howe'),
    }),
  );
  // The weeks around the changes of the clocks in these zones.
  const week = fc.constantFrom(
    '2026-03-26',
    '2026-03-05',
    '2026-10-22',
    '2026-10-29',
    '2026-04-02',
    '2026-10-01',
  );
  fc.assert(
    fc.property(rule, week, fc.nat(6 * 86_400), (asked, start, seconds) => {
      const begin = new Date(`${start}T00:00:00Z`);
      const after = new Date(begin.getTime() + seconds * 1000);
      const all = nextOccurrences(asked, begin, 60);
      const first = all.find((moment) => moment > after);
      if (first !== undefined) expect(nextOccurrence(asked, after)).toEqual(first);
    }),
  );
});

describe('what a user types', () => {
  test('an interval is read as it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 366 * 86_400 }), (seconds) => {
        expect(parseInterval(formatInterval(seconds))).toBe(seconds);
      }),
    );
    expect([61, 5400, 86_400, 604_800].map(formatInterval)).toEqual(['61s', '90m', '24h', '7d']);
  });

  test.for(['', '24', 'h', '0h', '59s', '367d', '-1h', '1.5h', '24h '])('interval %j is refused', (text) => {
    expect(parseInterval(text)).toBeNull();
  });

  test('times of day and zones are checked', () => {
    expect(['00:00', '23:59'].map(isTimeOfDay)).toEqual([true, true]);
    for (const text of ['24:00', '9:00', '12:60', '', '112:00', '12:000'])
      expect(isTimeOfDay(text), text).toBe(false);
    expect([isZone('Europe/Paris'), isZone('Mars/Olympus')]).toEqual([true, false]);
  });
});
