import type { State } from '../model.ts';
import { ask } from '../questions.ts';
import { type Step, step } from '../step.ts';
import type { Actions } from './action.ts';

type Id = 'language' | 'redraw' | 'suspend' | 'interrupt' | 'quit' | 'help' | 'dismiss';

export const everywhereActions: Actions<Id> = {
  language(state) {
    const language = state.language === 'en' ? 'fr' : 'en';
    return step({ ...state, language }, { type: 'remember-language', language });
  },
  redraw: (state) => step(state, { type: 'redraw' }),
  suspend: (state) => step(state, { type: 'suspend' }),
  quit,
  interrupt: (state) => (isAskedToQuit(state) || state.isLeaving ? leave(state, true) : quit(state)),
  help: (state) =>
    step({ ...state, screen: 'help', help: { cameFrom: state.screen, list: { cursor: 0, top: 0 } } }),
  dismiss: (state) => step({ ...state, status: null }),
};

function quit(state: State): Step {
  return state.transfers.running === null ? leave(state) : step(ask(state, { about: 'quit' }));
}

/** Ends the program. */
export function leave(state: State, isUrgent = false): Step {
  return step({ ...state, dialog: null, isLeaving: true }, { type: 'leave', isUrgent });
}

function isAskedToQuit({ dialog }: State): boolean {
  return dialog?.kind === 'question' && dialog.question.about === 'quit';
}
