import type { Effect } from './effects.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { reduce } from './reduce.ts';

/** The one place that holds the state: messages in, effects out. */
export interface Store {
  readonly state: () => State;
  readonly dispatch: (message: Message) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface StoreOptions {
  readonly initial: State;
  readonly now: () => Date;
  readonly run: (effect: Effect) => void;
}

export function createStore({ initial, now, run }: StoreOptions): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    state: () => state,
    dispatch(message) {
      const { state: next, effects } = reduce({ ...state, now: now() }, message);
      state = next;
      for (const effect of effects) run(effect);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
