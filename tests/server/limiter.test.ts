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
  const accepted = [limiter.run('a', task), limiter.run('a', task), limiter.run('a', task)];
  await expect(limiter.run('a', task)).rejects.toMatchObject({ status: 503 });
  expect(running).toBe(2);
  gate.resolve();
  await Promise.all(accepted);
  await limiter.run('a', task);
  expect(running).toBe(0);
});

it('goes on after a task that fails', async () => {
  const limiter = new Limiter(1, 1);
  const failing = limiter.run('a', () => Promise.reject(new Error('failed')));
  const waiting = limiter.run('a', () => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('failed');
  expect(await waiting).toBe('done');
});

it('lets each in turn, and turns nobody away for what others have waiting', async () => {
  const limiter = new Limiter(1, 3);
  const done: string[] = [];
  const asks = (who: string) => limiter.run(who, async () => void done.push(who));
  const accepted = [asks('greedy'), asks('greedy'), asks('greedy'), asks('greedy')];
  const refused = asks('greedy');
  accepted.push(asks('modest'), asks('other'));
  await expect(refused).rejects.toMatchObject({ status: 503 });
  await Promise.all(accepted);
  expect(done).toEqual(['greedy', 'greedy', 'modest', 'other', 'greedy', 'greedy']);
});
