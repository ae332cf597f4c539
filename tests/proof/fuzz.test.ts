import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Board } from './fuzz/engine/board.ts';
import { readCorpus } from './fuzz/engine/corpus.ts';
import { Coverage } from './fuzz/engine/coverage.ts';
import { Fuzzer } from './fuzz/engine/fuzzer.ts';
import { instrument } from './fuzz/engine/instrument.ts';
import { counterName } from './fuzz/engine/instrumented.ts';
import { mutate } from './fuzz/engine/mutate.ts';
import { createRandom, pick } from './fuzz/engine/random.ts';
import { targets } from './fuzz/targets.ts';

const mutations = 100;

test.each(Object.entries(targets))(
  '%s bears what was found worth keeping, and mutations of it',
  async (name, load) => {
    const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { seeds, dictionary, maximumLength, run } = await (await load())(folder);
    const corpus = [...seeds, ...(await readCorpus(name))];
    for (const input of corpus) await run(input);
    const words = dictionary.map((word) => Buffer.from(word, 'latin1'));
    const random = createRandom(20_261_122);
    for (let count = 0; count < mutations; count += 1) {
      const input = mutate(pick(corpus, random), { corpus, dictionary: words, maximumLength }, random);
      await expect(
        Promise.resolve(run(input)),
        JSON.stringify(input.toString('latin1')),
      ).resolves.toBeUndefined();
    }
  },
);

test('a fuzzer finds its way into code by what runs, and tells the shortest input', async () => {
  const { code, counters } = instrument(`const read = (text) => {
    if (text[0] !== 'b') return;
    for (let at = 1; at < 4; at += 1) if (text[at] !== 'oom'[at - 1]) return;
    throw new Error('found');
  };`);
  const counts = new Uint8Array(counters);
  const read = new Function(counterName, `${code} return read;`)(counts) as (text: string) => void;
  const board = new Board();
  const run = (input: Buffer) => {
    try {
      read(input.toString('latin1'));
    } catch (error) {
      board.stop();
      throw error;
    }
  };
  const target = { seeds: [Buffer.from('....')], dictionary: ['b', 'o', 'm'], maximumLength: 8, run };
  const fuzzer = new Fuzzer(target, new Coverage(counts), board);
  await fuzzer.run({ seconds: 60, seed: 1, kept: [], compared: [] });
  const found = [...fuzzer.crashes.values()].map(({ input }) => Buffer.from(input).toString());
  expect(found).toEqual(['boom']);
});
