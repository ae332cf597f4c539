import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/configSchema.ts';
import { defaultTimeouts } from '../../src/net/timeouts.ts';

test('what the settings call usual timeouts are those of the connection', () => {
  const { shape } = configSchema.shape.timeouts.unwrap();
  const usual = Object.entries(shape).map(([name, schema]) => [name, Number(schema.meta()?.default) * 1000]);
  // Nobody needs to set how long a connection is known not to be closed.
  const { fresh: _, ...settable } = defaultTimeouts;
  expect(Object.fromEntries(usual)).toEqual(settable);
});
