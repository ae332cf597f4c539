import { themeNames } from '../../../text/themeName.ts';
import { closeBrowse } from '../browse.ts';
import { type Copyable, copyable } from '../copyable.ts';
import type { State } from '../model.ts';
import { closePicker } from '../picker.ts';
import { ask } from '../questions.ts';
import { type Step, step } from '../step.ts';
import type { Actions } from './action.ts';

type Id =
  | 'language'
  | 'theme'
  | 'copy'
  | 'copy-command'
  | 'redraw'
  | 'suspend'
  | 'interrupt'
  | 'quit'
  | 'back'
  | 'help'
  | 'dismiss';

export const everywhereActions: Actions<Id> = {
  language(state) {
    const language = state.language === 'en' ? 'fr' : 'en';
    return step({ ...state, language }, { type: 'remember-language', language });
  },
  theme(state) {
    const theme = themeNames[(themeNames.indexOf(state.theme) + 1) % themeNames.length] ?? 'default';
    return step({ ...state, theme, status: { kind: 'theme', theme } }, { type: 'remember-theme', theme });
  },
  copy: (state) => copy(state, ({ name }) => name),
  'copy-command': (state) => copy(state, ({ command }) => command),
  redraw: (state) => step(state, { type: 'redraw' }),
  suspend: (state) => step(state, { type: 'suspend' }),
  quit,
  interrupt: (state) => (isAskedToQuit(state) || state.isLeaving ? leave(state, true) : quit(state)),
  help: (state) =>
    step({ ...state, screen: 'help', help: { cameFrom: state.screen, list: { cursor: 0, top: 0 } } }),
  back(state) {
    switch (state.screen) {
      case 'picker':
        return closePicker(state);
      case 'browse':
        return closeBrowse(state);
      case 'history':
        return step({ ...state, screen: 'schedule' });
      case 'help':
        return step({ ...state, screen: state.help.cameFrom });
      case 'warnings':
        return step({ ...state, screen: state.warnings.cameFrom });
      default:
        return step({ ...state, screen: 'archives' });
    }
  },
  dismiss: (state) => step({ ...state, status: null }),
};

function copy(state: State, choose: (found: Copyable) => string): Step {
  const found = copyable(state);
  if (found === null) return step(state);
  const text = choose(found);
  return step({ ...state, status: { kind: 'copied', text } }, { type: 'copy', text });
}

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
