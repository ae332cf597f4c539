import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { schemas } from '../../scripts/schemas.ts';
import { configJsonSchema } from '../../src/config/jsonSchema.ts';
import { scheduleJsonSchema } from '../../src/schedule/jsonSchema.ts';
import { createWorld, type World, writeSource } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A validator of its own: what zod makes of the JSON schema as it is written, not of the types behind it. */
function validatorOf(schema: unknown): (document: unknown) => boolean {
  const validator = z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
  return (document) => validator.safeParse(document).success;
}
const isConfig = validatorOf(configJsonSchema());
const isSchedule = validatorOf(scheduleJsonSchema());
const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(world.home, name), 'utf8'));

describe('the schema of config.json', () => {
  test('takes what login --remember writes', async () => {
    await world.json('login', ...world.server, '--remember');
    await world.json('login', ...world.server, '--remember', '--profile', 'office');
    const config = await read('config.json');
    expect(config).toHaveProperty('profiles.office.host');
    expect(isConfig(config)).toBe(true);
  });

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
  test('takes what schedule add writes, in both forms', async () => {
    const [one, two, three] = await Promise.all(
      ['1', '2', '3'].map((name) => writeSource(world, name, name)),
    );
    await world.json('schedule', 'add', String(one), String(two));
    const firstForm = await read('upload_schedule.json');
    expect(firstForm).toEqual({ [String(one)]: 0, [String(two)]: 0 });
    await world.json('schedule', 'add', String(two), '--cron', '0 */6 * * 1-5', '--keep-daily', '7');
    await world.json('schedule', 'add', String(three), '--at', '02:30', '--label', 'x', '--skip-unchanged');
    const secondForm = await read('upload_schedule.json');
    expect(secondForm).toHaveProperty('version', 2);
    expect([firstForm, secondForm].map(isSchedule)).toEqual([true, true]);
  });

  const entries = (entry: unknown) => ({ version: 2, entries: { '/etc': entry } });

  test.each([
    ['nothing', {}],
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
    ['a time of day without a zone', entries({ rule: { at: '02:30' } })],
    ['a cron expression of six fields', entries({ rule: { cron: '0 0 0 * * *', zone: 'UTC' } })],
    ['two rules at once', entries({ rule: { every: '24h', at: '02:30', zone: 'UTC' } })],
    ['rules that keep nothing', entries({ keep: {} })],
    ['a moment that is none', entries({ added: 'yesterday' })],
  ])('refuses %s', (_what, schedule) => {
    expect(isSchedule(schedule)).toBe(false);
  });
});

test('the build writes both beside the program', async () => {
  const paths = await schemas(join(world.folder, 'schemas'));
  const documents = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  expect(documents.map((text): unknown => JSON.parse(text))).toEqual([
    configJsonSchema(),
    scheduleJsonSchema(),
  ]);
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
  const silent = fields.filter(([path, said]) => typeof said !== 'string' && !/last_error/.test(path));
  expect(fields.length).toBeGreaterThan(50);
  expect(silent).toEqual([]);
});
