import type { Action } from './action.ts';

const hour = 60 * 60_000;

/**
 * From now on the clock of the client is another: it jumps, forwards or back again, but not to a time at which
 * certificates were not valid yet.
 */
export const jumpClock: Action = async (life) => {
  life.clockAhead = life.random.pick([0, 0, hour, 26 * hour, 8 * 24 * hour]);
};
