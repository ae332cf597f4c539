import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCron, nextOccurrences } from '../../src/schedule/rule.ts';
import { cronFieldsOf } from '../../src/text/cron/cronFields.ts';
import { describeCron } from '../../src/text/cron/describeCron.ts';

test.for([
  ['15 3 * * *', 'daily at 03:15', 'chaque jour à 03:15'],
  ['@daily', 'daily at 00:00', 'chaque jour à 00:00'],
  ['0 6,18 * * 1-5', 'at 06:00 and 18:00, from Monday to Friday', 'à 06:00 et 18:00, du lundi au vendredi'],
  ['0 22 * * 0,wed', 'at 22:00, on Wednesday and Sunday', 'à 22:00, le mercredi et le dimanche'],
  ['0 0 1,15 * *', 'at 00:00, on days 1 and 15 of the month', 'à 00:00, le 1er et le 15 du mois'],
  [
    '0 0 1 JAN MON',
    'at 00:00, on day 1 of the month or on Monday, in January',
    'à 00:00, le 1er du mois ou le lundi, en janvier',
  ],
  ['0 */6 * * *', 'every 6 hours from 00:00', 'toutes les 6 heures à partir de 00:00'],
  ['30 * * * *', 'every hour at minute 30', 'toutes les heures, à la minute 30'],
  ['* * * * *', 'every minute', 'toutes les minutes'],
  [
    '*/15 8-18 * * 6-7',
    'every 15 minutes, from 08:00 to 18:59, on Saturday and Sunday',
    'toutes les 15 minutes, de 08:00 à 18:59, le samedi et le dimanche',
  ],
  ['5 8-18 * * *', 'every hour from 08:05 to 18:05', 'toutes les heures de 08:05 à 18:05'],
  ['0 */5 * * *', 'daily at 00:00, 05:00, 10:00, 15:00, and 20:00', null],
  ['0 3 */2 * *', 'at 03:00, on one day of 2 of the month', 'à 03:00, un jour sur 2 du mois'],
  [
    '0 3 * * */2',
    'at 03:00, on Tuesday, Thursday, Saturday, and Sunday',
    'à 03:00, le mardi, le jeudi, le samedi et le dimanche',
  ],
  ['0 3 * */6 *', null, 'chaque jour à 03:00, en janvier et en juillet'],
] as const)('%s is told in words', ([expression, english, french]) => {
  if (english !== null) expect(describeCron(expression, 'en')).toBe(english);
  if (french !== null) expect(describeCron(expression, 'fr')).toBe(french);
});

test('signs that few know are not told in words', () => {
  for (const expression of ['0 0 L * *', '0 0 15W * *', '0 0 * * 1#1', '0 0 * * FRI#L']) {
    expect(isCron(expression)).toBe(true);
    expect(describeCron(expression, 'en')).toBeNull();
  }
});

const part = (least: number, most: number) => {
  const value = fc.integer({ min: least, max: most });
  const range = fc.tuple(value, value).map((ends) => [Math.min(...ends), Math.max(...ends)] as const);
  return fc.oneof(
    fc.constant('*'),
    value.map(String),
    range.map(([from, to]) => `${from}-${to}`),
    fc.tuple(range, fc.integer({ min: 1, max: 9 })).map(([[from, to], step]) => `${from}-${to}/${step}`),
    fc.integer({ min: 1, max: most }).map((step) => `*/${step}`),
    fc.array(value, { minLength: 1, maxLength: 4 }).map((values) => [...new Set(values)].join(',')),
  );
};

test('the words are about the minutes and hours that the expression names', () => {
  fc.assert(
    fc.property(part(0, 59), part(0, 23), (minutes, hours) => {
      const expression = `${minutes} ${hours} * * *`;
      const fields = cronFieldsOf(expression);
      const has = (field: 'minute' | 'hour', value: number) => {
        const found = fields?.[field];
        if (found?.kind === 'values') return found.values.includes(value);
        return found?.kind === 'step' ? value % found.step === 0 : found?.kind === 'any';
      };
      const rule = { cron: expression, zone: 'UTC' };
      for (const time of nextOccurrences(rule, new Date('2026-01-01T00:00:00Z'), 5)) {
        expect(has('minute', time.getUTCMinutes())).toBe(true);
        expect(has('hour', time.getUTCHours())).toBe(true);
      }
      expect(describeCron(expression, 'en')).toMatch(/^(daily|at|every) /);
    }),
    { numRuns: 60 },
  );
});
