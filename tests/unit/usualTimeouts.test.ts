import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/configSchema.ts';
import { defaultTimeouts } from '../../src/net/timeouts.ts';

test('what the settings call usual timeouts are those of the connection', () => {
  const { shape } = configSchema.shape.timeouts.unwrap();
  const usual = Object.entries(shape).map(([name, schema]) => [name, Number(schema.meta()?.default) * 1000]);
  expect(Object.fromEntries(usual)).toEqual(defaultTimeouts);
});
