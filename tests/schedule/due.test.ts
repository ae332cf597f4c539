import { describe, expect, test } from 'vitest';
import {
  byWaiting,
  dueEntries,
  isAlarming,
  isDue,
  isSuccessAhead,
  nextAttempt,
  nextDue,
  stateOf,
} from '../../src/schedule/due.ts';
import { newEntry, type ScheduleEntry } from '../../src/schedule/entry.ts';

const now = new Date('2026-11-22T12:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const hours = (count: number) => minutes(count * 60);
const days = (count: number) => hours(count * 24);

function entry(facts: Partial<ScheduleEntry> = {}): ScheduleEntry {
  return { ...newEntry('/srv'), added: days(-100), ...facts };
}
const failed = (facts: Partial<ScheduleEntry>) =>
  entry({ lastError: { code: 'connection-refused', message: '' }, ...facts });

describe('what is due', () => {
  test('an interval counts from the start of the last success', () => {
    expect(nextDue(entry({ lastSuccess: hours(-23) }), now)).toEqual(hours(1));
    expect(isDue(entry({ lastSuccess: hours(-23) }), now)).toBe(false);
    expect(isDue(entry({ lastSuccess: hours(-24) }), now)).toBe(true);
  });

  test('an interval that was never uploaded is due at once', () => {
    expect(isDue(entry({ added: now }), now)).toBe(true);
    expect(isDue(entry({ added: null }), now)).toBe(true);
  });

  test('a time of day that was never uploaded is due the first time after it was added', () => {
    const rule = { at: '18:00', zone: 'UTC' };
    expect(nextDue(entry({ rule, added: now }), now)).toEqual(hours(6));
    expect(isDue(entry({ rule, added: days(-1) }), now)).toBe(true);
  });

  test('times that were missed are caught up once', () => {
    const rule = { at: '06:00', zone: 'UTC' };
    const missed = entry({ rule, lastSuccess: days(-10) });
    expect(isDue(missed, now)).toBe(true);
    expect(nextDue({ ...missed, lastSuccess: now }, now)).toEqual(hours(18));
  });

  test('nothing is, while it is paused', () => {
    expect(nextDue(entry({ paused: true, lastSuccess: days(-10) }), now)).toBeNull();
    expect(isDue(entry({ paused: true }), now)).toBe(false);
  });

  test('the longest waiting comes first', () => {
    const schedule = {
      '/b': entry({ path: '/b', lastSuccess: hours(-30) }),
      '/a': entry({ path: '/a', lastSuccess: hours(-50) }),
      '/c': entry({ path: '/c', lastSuccess: hours(-2) }),
      '/d': entry({ path: '/d', added: null }),
    };
    expect(dueEntries(schedule, now).map(({ path }) => path)).toEqual(['/d', '/a', '/b']);
  });
});

test('of what waits equally long the paths decide, and what is paused comes last', () => {
  const paths = ['/b', '/paused', '/c', '/a'];
  const entries = paths.map((path) => entry({ path, added: null, paused: path === '/paused' }));
  expect(byWaiting(entries, now).map(({ path }) => path)).toEqual(['/a', '/b', '/c', '/paused']);
});

describe('a clock that was wrong', () => {
  test('does not block an upload for ever', () => {
    const ahead = entry({ lastSuccess: days(400) });
    expect(isSuccessAhead(ahead, now)).toBe(true);
    expect(isDue(ahead, now)).toBe(true);
  });

  test('does not block a time of day, though it was added by that clock', () => {
    const rule = { at: '18:00', zone: 'UTC' };
    expect(isDue(entry({ rule, added: days(399), lastSuccess: days(400) }), now)).toBe(true);
    expect(isDue(entry({ rule, added: days(399) }), now)).toBe(true);
  });

  test('by less than an interval only makes it wait for the next', () => {
    expect(isSuccessAhead(entry({ lastSuccess: hours(24) }), now)).toBe(false);
    const ahead = entry({ lastSuccess: hours(3) });
    expect(isSuccessAhead(ahead, now)).toBe(false);
    expect(nextDue(ahead, now)).toEqual(hours(27));
  });

  test('does not hold back a retry', () => {
    expect(isDue(failed({ failures: 3, lastAttempt: days(400), lastSuccess: days(-2) }), now)).toBe(true);
  });
});

describe('after a failure', () => {
  test('the pauses double from 5 minutes to 4 hours', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 20].map((failures) => {
      const retry = nextAttempt(failed({ failures, lastAttempt: now, lastSuccess: days(-2) }), now);
      return ((retry?.getTime() ?? 0) - now.getTime()) / 60_000;
    });
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 240, 240, 240]);
  });

  test('the next regular time is not waited beyond', () => {
    const rule = { every: 60 };
    expect(nextAttempt(failed({ rule, failures: 5, lastAttempt: now, lastSuccess: days(-1) }), now)).toEqual(
      minutes(1),
    );
  });

  test('of an upload that was not due nothing is tried before it is', () => {
    const early = failed({ failures: 1, lastAttempt: now, lastSuccess: hours(-1) });
    expect(nextAttempt(early, now)).toEqual(hours(23));
  });
});

describe('an alarm', () => {
  test('is given after five failures, about an hour after the first', () => {
    const facts = { lastAttempt: now, lastSuccess: hours(-24) };
    expect(isAlarming(failed({ ...facts, failures: 4 }), now)).toBe(false);
    expect(isAlarming(failed({ ...facts, failures: 5 }), now)).toBe(true);
  });

  test('is given when a whole interval went by without an upload', () => {
    expect(isAlarming(entry({ lastSuccess: hours(-47) }), now)).toBe(false);
    expect(isAlarming(entry({ lastSuccess: hours(-48) }), now)).toBe(false);
    expect(isAlarming(entry({ lastSuccess: hours(-49) }), now)).toBe(true);
    const rule = { at: '06:00', zone: 'UTC' };
    expect(isAlarming(entry({ rule, lastSuccess: hours(-30) }), now)).toBe(false);
    expect(isAlarming(entry({ rule, lastSuccess: hours(-31) }), now)).toBe(true);
  });

  test('is not given for what is paused, nor for what was just added', () => {
    expect(isAlarming(failed({ paused: true, failures: 9 }), now)).toBe(false);
    expect(isAlarming(entry({ added: null }), now)).toBe(false);
    expect(isAlarming(entry({ added: hours(-1) }), now)).toBe(false);
  });
});

test('one word tells where an entry stands', () => {
  const lastSuccess = hours(-24);
  expect(stateOf(entry({ lastSuccess: hours(-1) }), now)).toBe('fresh');
  expect(stateOf(entry({ lastSuccess }), now)).toBe('due');
  expect(stateOf(failed({ lastSuccess, lastAttempt: now, failures: 1 }), now)).toBe('retrying');
  expect(stateOf(failed({ lastSuccess, lastAttempt: now, failures: 5 }), now)).toBe('alarming');
  expect(stateOf(entry({ paused: true }), now)).toBe('paused');
});
