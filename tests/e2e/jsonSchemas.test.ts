import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schemas } from '../../scripts/schemas.ts';
import { configJsonSchema } from '../../src/config/jsonSchema.ts';
import { scheduleJsonSchema } from '../../src/schedule/jsonSchema.ts';
import { isConfig, isSchedule } from '../support/jsonSchemas.ts';
import { createWorld, type World, writeSource } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

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
});

test('the build writes both beside the program', async () => {
  const paths = await schemas(join(world.folder, 'schemas'));
  const documents = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  expect(documents.map((text): unknown => JSON.parse(text))).toEqual([
    configJsonSchema(),
    scheduleJsonSchema(),
  ]);
});
