import { isDeepStrictEqual } from 'node:util';
import type { Schedule } from '../../../../src/schedule/entry.ts';
import { nextOccurrences } from '../../../../src/schedule/rule.ts';
import { scheduleSchema, toFile } from '../../../../src/schedule/scheduleForms.ts';
import { describeCron } from '../../../../src/text/cron/describeCron.ts';
import { languages } from '../../../../src/text/language.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowingNow } from './allowing.ts';

const moment = new Date('2026-11-22T12:00:00Z');
const time = '2026-11-22T12:00:00.000Z';

/** The text of an `upload_schedule.json`, in either form: refused, or kept through writing and reading. */
export const create: CreateTarget = () => ({
  seeds: [
    {},
    { '/srv/a': 0, '/srv/b': 1_764_000_000 },
    { version: 2, entries: { '/srv/a': { rule: { every: '24h' } } } },
    {
      version: 2,
      entries: { '/a': { rule: { at: '02:30', zone: 'Europe/Paris' }, mode: 'server', label: 'l' } },
    },
    {
      version: 2,
      entries: { '/a': { rule: { cron: '*/5 0 * * 1-5', zone: 'UTC' }, paused: true, failures: 3 } },
    },
    // Hung: croner takes it for a date, and its step of 0 was counted with.
    { version: 2, entries: { '/a': { rule: { cron: '*/35( :¯1, * */00', zone: 'UTC' } } } },
    {
      version: 2,
      entries: {
        '/a': {
          recipients: ['x25519:a'],
          include: ['*.ods'],
          exclude: ['tmp'],
          skip_unchanged: true,
          added: time,
          keep: { last: 1, daily: 2 },
          last_attempt: time,
          last_success: time,
          last_archive: 'n',
          last_error: { code: 'c', message: 'm' },
        },
      },
    },
  ].map((document) => Buffer.from(JSON.stringify(document))),
  dictionary: [
    '"__proto__":',
    '"/a":',
    '1e20',
    '8640000000001',
    '-0',
    '"cron":"',
    '@daily',
    'L',
    '#',
    'W',
    '*/',
    '"zone":"UTC"',
  ].concat([
    '"every":"1m"',
    '"at":"23:59"',
    '+00:00',
    '99',
    '{',
    '}',
    ',',
    'null',
    'true',
    '"keep":{',
    '"yearly":1',
  ]),
  maximumLength: 2048,
  run(input) {
    const read = allowingNow(
      () => ({ document: JSON.parse(input.toString('utf8')) as unknown }),
      [SyntaxError],
    );
    const parsed = scheduleSchema.safeParse(read?.document);
    if (!parsed.success) return;
    const schedule = parsed.data;
    const written = JSON.stringify(toFile(schedule));
    const again = scheduleSchema.safeParse(JSON.parse(written));
    must(again.success, 'a schedule that cannot be read once it is written');
    must(
      isDeepStrictEqual(withoutLeftOut(again.data), withoutLeftOut(schedule)),
      'another schedule once it is written',
    );
    for (const { rule, lastSuccess } of Object.values(schedule)) {
      const [next] = nextOccurrences(rule, lastSuccess ?? moment, 2);
      must(next === undefined || next > (lastSuccess ?? moment), 'a time that is not after the one before');
      if ('cron' in rule) for (const language of languages) describeCron(rule.cron, language);
    }
  },
});

/** What the first form does not tell, and nobody misses. */
function withoutLeftOut(schedule: Schedule): unknown[] {
  return Object.values(schedule).map((entry) => ({ ...entry, added: null, lastArchive: null }));
}
