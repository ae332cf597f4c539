import type { Action } from './action.ts';

/** The user works: some files come, go, grow, are renamed or written over. */
export const changeSources: Action = async ({ random, sources }) => {
  for (let changes = random.between(1, 6); changes > 0; changes -= 1)
    await sources.change(random, random.pick(sources.names));
};
