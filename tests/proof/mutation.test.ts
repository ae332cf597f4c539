import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { groups } from './mutation/groups.ts';
import { scoreOf, sumOf } from './mutation/report.ts';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const roomOf = { 'net/http': 'src/net/http', schedule: 'src/schedule', crypto: 'src/crypto' } as const;

test('each group of mutants names sources of its room and tests, all of which are there', () => {
  for (const [name, { room, sources, tests }] of Object.entries(groups)) {
    for (const pattern of [...sources, ...tests])
      expect(globSync(pattern, { cwd }).length, `${name}: ${pattern}`).toBeGreaterThan(0);
    for (const source of sources) expect(source.startsWith(`${roomOf[room]}/`)).toBe(true);
  }
});

test('each source of the rooms is mutated in one group', () => {
  const mutated = Object.values(groups).flatMap(({ sources }) => globSync([...sources], { cwd }));
  const there = globSync(
    Object.values(roomOf).map((room) => `${room}/**/*.ts`),
    { cwd },
  );
  expect(mutated.toSorted()).toEqual(there.toSorted());
});

test('the score counts what was killed or timed out, of all that could be tried', () => {
  const counts = sumOf([
    { Killed: 2, Survived: 1 },
    { Killed: 1, Timeout: 1, NoCoverage: 3, RuntimeError: 9 },
  ]);
  expect(counts).toEqual({ Killed: 3, Survived: 1, Timeout: 1, NoCoverage: 3, RuntimeError: 9 });
  expect(scoreOf(counts)).toBe(0.5);
  expect(scoreOf({})).toBeNull();
});
