import type { State } from '../state/model.ts';
import type { Store } from '../state/store.ts';
import { announce } from './announce.ts';

/** Tells what happens on the screens in lines that stay, for screen readers. */
export interface Speaker {
  start(store: Store): void;
  /** Says again where one is. */
  repeat(): void;
}

export function createSpeaker(write: (text: string) => void): Speaker {
  let said: State | null = null;
  let speak = () => {};
  return {
    start(store) {
      speak = () => {
        const state = store.state();
        const lines = announce(said, state);
        said = state;
        if (lines.length > 0) write(`${lines.join('\n')}\n`);
      };
      store.subscribe(speak);
      speak();
    },
    repeat() {
      said = null;
      speak();
    },
  };
}
