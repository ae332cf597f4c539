import { describe, expect, test } from 'vitest';
import { configJsonSchema } from '../../src/config/jsonSchema.ts';
import { scheduleJsonSchema } from '../../src/schedule/jsonSchema.ts';
import { isConfig, isSchedule } from '../support/jsonSchemas.ts';

describe('the schema of config.json', () => {
  test.each([
    ['of the first version', { host: 'nas', port: '8443', username: 'ada', password: 'secret' }],
    ['with the name of its schema', { $schema: './config.schema.json', version: 1 }],
    [
      'with everything',
      {
        language: 'fr',
        theme: 'light',
        mode: 'server',
        timeouts: { connect: 0.5 },
        metrics_file: '/var/lib/x.prom',
        hooks: {
          on_start: { command: 'logger begins' },
          on_failure: [{ command: ['report', 'now'] }, { url: 'https://example.org', timeout_seconds: 30 }],
          ping: 'https://hc-ping.com/x',
        },
      },
    ],
  ])('takes one %s', (_what, config) => {
    expect(isConfig(config)).toBe(true);
  });

  test.each([
    ['a misspelt key', { langage: 'fr' }],
    ['a language that is not spoken', { language: 'de' }],
    ['a port out of bounds', { port: 70_000 }],
    ['a port in words', { port: 'https' }],
    ['another version', { version: 2 }],
    ['a time that nobody waits', { timeouts: { connect: 0 } }],
    ['a timeout that does not exist', { timeouts: { response: 5 } }],
    ['a relative path', { metrics_file: 'metrics.prom' }],
    ['a profile without a port', { profiles: { office: { host: 'nas', username: 'ada' } } }],
    ['a profile with an odd name', { profiles: { '-x': { host: 'nas', port: 1, username: 'ada' } } }],
    ['a hook that calls nobody', { hooks: { on_failure: [{ timeout_seconds: 5 }] } }],
    ['a list', []],
  ])('refuses %s', (_what, config) => {
    expect(isConfig(config)).toBe(false);
  });
});

describe('the schema of upload_schedule.json', () => {
  const entries = (entry: unknown) => ({ version: 2, entries: { '/etc': entry } });

  test.each([
    ['nothing', {}],
    ['an interval', entries({ rule: { every: '90m' } })],
    ['a time of day', entries({ rule: { at: '23:59', zone: 'Europe/Paris' } })],
    ['a nickname of cron', entries({ rule: { cron: '@daily', zone: 'UTC' } })],
    ['a failure', entries({ last_error: { code: 'bug', message: 'x' }, failures: 2, last_success: null })],
  ])('takes %s', (_what, schedule) => {
    expect(isSchedule(schedule)).toBe(true);
  });

  test.each([
    ['a relative path', { etc: 0 }],
    ['a time before all times', { '/etc': -1 }],
    ['a mixture of both forms', { version: 2, entries: { '/etc': 0 } }],
    ['a misspelt setting', entries({ excludes: ['*.tmp'] })],
    ['an interval without a unit', entries({ rule: { every: '24' } })],
    ['a time that no clock shows', entries({ rule: { at: '24:00', zone: 'UTC' } })],
    ['a time of day without a zone', entries({ rule: { at: '02:30' } })],
    ['a cron expression of six fields', entries({ rule: { cron: '0 0 0 * * *', zone: 'UTC' } })],
    ['two rules at once', entries({ rule: { every: '24h', at: '02:30', zone: 'UTC' } })],
    ['rules that keep nothing', entries({ keep: {} })],
    ['a moment that is none', entries({ added: 'yesterday' })],
  ])('refuses %s', (_what, schedule) => {
    expect(isSchedule(schedule)).toBe(false);
  });
});

/** All examples, wherever they are. */
function examplesOf(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, inner]: [string, unknown]) =>
    name === 'examples' && Array.isArray(inner) ? inner : examplesOf(inner),
  );
}

/** Every field, as a path and what is said of it. */
function fieldsOf(schema: unknown, path = ''): [path: string, description: unknown][] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, inner]: [string, unknown]) => {
    if (name !== 'properties' || typeof inner !== 'object' || inner === null)
      return fieldsOf(inner, `${path}/${name}`);
    return Object.entries(inner).flatMap(([field, value]: [string, { description?: unknown }]) => [
      [`${path}/${field}`, value.description] as [string, unknown],
      ...fieldsOf(value, `${path}/${field}`),
    ]);
  });
}

test('hooks come with an example, which is one', () => {
  const examples = examplesOf(configJsonSchema());
  expect(examples).toHaveLength(3);
  for (const on_failure of examples) expect(isConfig({ hooks: { on_failure } })).toBe(true);
});

test('every field says what it is', () => {
  const fields = [...fieldsOf(configJsonSchema()), ...fieldsOf(scheduleJsonSchema())];
  const silent = fields.filter(([path, said]) => !said && !/\/last_error\//.test(path));
  expect(fields.length).toBeGreaterThan(50);
  expect(silent).toEqual([]);
});
