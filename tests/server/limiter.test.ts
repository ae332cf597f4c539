import { expect, it } from 'vitest';
import { Limiter } from '../../src/server/limiter.ts';

it('runs so many at once, lets so many wait, and turns the rest away', async () => {
  const limiter = new Limiter(2, 1);
  const gate = Promise.withResolvers<void>();
  let running = 0;
  const task = async () => {
    running += 1;
    await gate.promise;
    running -= 1;
  };
  const accepted = [limiter.run(task), limiter.run(task), limiter.run(task)];
  await expect(limiter.run(task)).rejects.toMatchObject({ status: 503 });
  expect(running).toBe(2);
  gate.resolve();
  await Promise.all(accepted);
  await limiter.run(task);
  expect(running).toBe(0);
});

it('goes on after a task that fails', async () => {
  const limiter = new Limiter(1, 1);
  const failing = limiter.run(() => Promise.reject(new Error('failed')));
  const waiting = limiter.run(() => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('failed');
  expect(await waiting).toBe('done');
});
