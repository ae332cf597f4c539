import type { Effect } from './effects.ts';
import type { State } from './model.ts';

/** What a message leads to: the next state, and what the world is asked to do. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export function step(state: State, ...effects: Effect[]): Step {
  return { state, effects };
}

/** Goes on from a step with another one. */
export function andThen(first: Step, next: (state: State) => Step): Step {
  const second = next(first.state);
  return { state: second.state, effects: [...first.effects, ...second.effects] };
}
