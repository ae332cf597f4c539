import { expect, it } from 'vitest';
import { hasHaproxy, recommendedPath } from '../support/balancer.ts';
import { run } from '../support/program.ts';

it.skipIf(!hasHaproxy())('the configuration of HAProxy is one that it takes, without a warning', async () => {
  const { exitCode, stderr } = await run('haproxy', ['-c', '-q', '-f', recommendedPath]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});
