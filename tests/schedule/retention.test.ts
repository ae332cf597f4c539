import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameArchive } from '../../src/client/archiveName.ts';
import type { KeepRules } from '../../src/schedule/retention/keepRules.ts';
import { planRetention } from '../../src/schedule/retention/planRetention.ts';

const now = new Date('2026-11-22T12:00:00Z');
const zone = 'Europe/Paris';
const hour = 3_600_000;
const day = 24 * hour;

const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
const named = (label: string, time: Date) => nameArchive(label, time, () => false);
const daily = (label: string, count: number) =>
  Array.from({ length: count }, (_, index) => named(label, ago(index * day)));

describe('what is kept', () => {
  test('the newest so many', () => {
    const names = daily('www', 5);
    const plan = planRetention(names, { last: 2 }, now, zone);
    expect(plan.delete).toEqual(names.slice(2).reverse());
    expect(plan.keep).toEqual([
      { name: names[0], reasons: ['newest', 'last'] },
      { name: names[1], reasons: ['last'] },
    ]);
  });

  test('the newest of each day, where several were made', () => {
    const names = ['2026-11-22T08-00-00', '2026-11-21T20-00-00', '2026-11-21T08-00-00'].map(
      (time) => `www_${time}.enc`,
    );
    expect(planRetention(names, { daily: 7 }, now, zone).delete).toEqual(['www_2026-11-21T08-00-00.enc']);
  });

  test('days are those of the local clock', () => {
    // 23:30 and 00:30 in Paris, in winter.
    const names = ['www_2026-11-20T23-30-00.enc', 'www_2026-11-20T22-30-00.enc'];
    expect(planRetention(names, { daily: 7 }, now, 'Europe/Paris').delete).toEqual([]);
    expect(planRetention(names, { daily: 7 }, now, 'UTC').delete).toEqual(['www_2026-11-20T22-30-00.enc']);
  });

  test('weeks begin on Monday, and the last one of a year may end in the next', () => {
    const names = ['2026-01-04', '2026-01-01', '2025-12-29', '2025-12-28'].map(
      (date) => `www_${date}T12-00-00.enc`,
    );
    expect(planRetention(names, { weekly: 2 }, now, zone).delete).toEqual([
      'www_2025-12-29T12-00-00.enc',
      'www_2026-01-01T12-00-00.enc',
    ]);
  });

  test('days without an archive do not count', () => {
    const names = [named('www', ago(40 * day)), named('www', ago(80 * day))];
    expect(planRetention(names, { daily: 2 }, now, zone).delete).toEqual([]);
  });

  test('after a year and more of a prune a day, seven days, four weeks and twelve months are there', () => {
    let names: string[] = [];
    for (let age = 500; age >= 0; age -= 1) {
      const today = ago(age * day);
      names.push(named('www', today));
      const { delete: gone } = planRetention(names, { daily: 7, weekly: 4, monthly: 12 }, today, zone);
      names = names.filter((name) => !gone.includes(name));
    }
    const plan = planRetention(names, { daily: 7, weekly: 4, monthly: 12 }, now, zone);
    const count = (reason: string) =>
      plan.keep.filter(({ reasons }) => reasons.some((one) => one === reason)).length;
    expect([count('daily'), count('weekly'), count('monthly')]).toEqual([7, 4, 12]);
    expect(plan.delete).toEqual([]);
  });
});

describe('what is never deleted', () => {
  test('the only archive of a label, however old', () => {
    expect(planRetention([named('www', ago(9000 * day))], { last: 1 }, now, zone).delete).toEqual([]);
  });

  test('names without a time', () => {
    const names = ['archive_7f3a.enc', 'notes.txt', ...daily('www', 2)];
    const plan = planRetention(names, { last: 1 }, now, zone);
    expect(plan.delete).toEqual([names[3]]);
    expect(plan.keep).toContainEqual({ name: 'notes.txt', reasons: ['no-time'] });
  });

  test('what is later than the last success; nor does it count', () => {
    const names = [named('www', new Date(now.getTime() + hour)), ...daily('www', 3)];
    const plan = planRetention(names, { last: 1 }, now, zone);
    expect(plan.keep).toEqual([
      { name: names[0], reasons: ['later'] },
      { name: names[1], reasons: ['newest', 'last'] },
    ]);
  });

  test('what another label has', () => {
    const names = [...daily('www', 2), ...daily('www_db', 2)];
    expect(planRetention(names, { last: 2 }, now, zone).delete).toEqual([]);
  });

  test('the later one of two in a second', () => {
    const names = [
      'www_2026-11-20T10-00-00.enc',
      'www_2026-11-20T10-00-00-2.enc',
      'www_2026-11-20T10-00-00-10.enc',
    ];
    expect(planRetention(names, { last: 1 }, now, zone).delete).toEqual([names[0], names[1]]);
  });
});

describe('for any archives and rules', () => {
  const amount = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
  const anyRules = fc
    .record({ last: amount, daily: amount, weekly: amount, monthly: amount })
    .map((rules) => JSON.parse(JSON.stringify(rules)) as KeepRules);
  const anyName = fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom('a', 'b'), fc.integer({ min: -48, max: 20_000 }))
        .map(([label, hours]) => named(label, ago(hours * hour))),
    },
    { weight: 1, arbitrary: fc.string() },
  );
  const anyNames = fc.uniqueArray(anyName, { maxLength: 60 });
  const anyZone = fc.constantFrom('UTC', 'Europe/Paris', 'Pacific/Kiritimati', 'America/St_Johns');
  const pruned = (names: readonly string[], rules: KeepRules, inZone: string) => {
    const gone = new Set(planRetention(names, rules, now, inZone).delete);
    return names.filter((name) => !gone.has(name));
  };

  test('each is either kept or deleted', () => {
    fc.assert(
      fc.property(anyNames, anyRules, anyZone, (names, rules, inZone) => {
        const plan = planRetention(names, rules, now, inZone);
        expect([...plan.keep.map(({ name }) => name), ...plan.delete].sort()).toEqual([...names].sort());
        expect(plan.keep.every(({ reasons }) => reasons.length > 0)).toBe(true);
      }),
    );
  });

  test('pruning twice deletes nothing more', () => {
    fc.assert(
      fc.property(anyNames, anyRules, anyZone, (names, rules, inZone) => {
        expect(planRetention(pruned(names, rules, inZone), rules, now, inZone).delete).toEqual([]);
      }),
    );
  });

  test('rules that ask for more keep all that the others keep', () => {
    fc.assert(
      fc.property(anyNames, anyRules, anyRules, anyZone, (names, rules, more, inZone) => {
        const both: KeepRules = Object.fromEntries(
          (['last', 'daily', 'weekly', 'monthly'] as const).map((rule) => [
            rule,
            (rules[rule] ?? 0) + (more[rule] ?? 0),
          ]),
        );
        expect(pruned(names, both, inZone)).toEqual(expect.arrayContaining(pruned(names, rules, inZone)));
      }),
    );
  });

  test('each label keeps its newest, and as many as the rule for the last asks for', () => {
    fc.assert(
      fc.property(anyNames, anyRules, anyZone, (names, rules, inZone) => {
        const left = pruned(names, rules, inZone);
        for (const label of ['a_', 'b_']) {
          const group = names.filter((name) => name.startsWith(label)).sort();
          const keptOfGroup = left.filter((name) => name.startsWith(label));
          expect(keptOfGroup.length).toBeGreaterThanOrEqual(Math.min(rules.last ?? 1, group.length));
          if (group.length > 0) expect(keptOfGroup).toContain(group.at(-1));
        }
      }),
    );
  });

  test('the order in which the server lists them does not matter', () => {
    fc.assert(
      fc.property(anyNames, anyRules, (names, rules) => {
        const one = planRetention(names, rules, now, zone).delete;
        expect(new Set(planRetention([...names].reverse(), rules, now, zone).delete)).toEqual(new Set(one));
      }),
    );
  });
});
