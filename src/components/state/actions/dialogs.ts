import { join, resolve } from 'node:path';
import type { CommandId } from '../../../text/screenKeysText.ts';
import type { QuestionOption } from '../../../text/screensText.ts';
import { menuCommands } from '../../keys/lookup.ts';
import { openBrowse } from '../browse.ts';
import type { Question, State } from '../model.ts';
import { isYesOrNo, optionsOf } from '../questions.ts';
import { type Step, step } from '../step.ts';
import { cancelTransfer, enqueue } from '../transfers.ts';
import type { Actions } from './action.ts';
import { leave } from './everywhere.ts';
import { connect } from './login.ts';

type Id = 'choose-item' | 'yes' | 'no' | 'close' | 'accept-destination';

/** @param run does a command of the menu */
export function dialogActions(run: (state: State, id: CommandId) => Step): Actions<Id> {
  return {
    'choose-item'(state) {
      const { dialog } = state;
      if (dialog?.kind === 'menu')
        return run({ ...state, dialog: null }, menuCommands[dialog.cursor] ?? 'close');
      if (dialog?.kind === 'question') return answerAt(state, dialog.question, dialog.cursor);
      return step(state);
    },
    yes: (state) => answerYesOrNo(state, 1),
    no: (state) => answerYesOrNo(state, 0),
    close: (state) => step({ ...state, dialog: null }),

    'accept-destination'(state) {
      const { dialog, places } = state;
      if (dialog?.kind !== 'destination') return step(state);
      const typed = dialog.field.value.trim();
      if (typed === '') return step(state);
      const expanded =
        typed === '~' || typed.startsWith('~/') ? join(places.userHome, typed.slice(1)) : typed;
      const destination = resolve(places.workingFolder, expanded);
      const { archive, part } = dialog;
      return enqueue(
        { ...state, dialog: null, browse: state.browse && { ...state.browse, marked: new Set() } },
        {
          kind: 'download',
          name: archive,
          destination,
          overwrite: 'never',
          ...(part ? { only: part.only } : {}),
        },
      );
    },
  };
}

function answerYesOrNo(state: State, index: 0 | 1): Step {
  const { dialog } = state;
  if (dialog?.kind !== 'question' || !isYesOrNo(dialog.question)) return step(state);
  return answerAt(state, dialog.question, index);
}

function answerAt(state: State, question: Question, index: number): Step {
  const option = optionsOf(question)[index];
  return option === undefined ? step(state) : answer({ ...state, dialog: null }, question, option);
}

function answer(state: State, question: Question, option: QuestionOption): Step {
  if (option === 'quit') return leave(state);
  if (option === 'cancel-transfer') return cancelTransfer(state);
  if (question.about === 'remove-path' && option === 'remove-path') {
    return step(state, { type: 'remove-from-schedule', path: question.path });
  }
  if (question.about === 'server-certificate' && option === 'accept-certificate') {
    return connect(state, { acceptCertificate: question.shown.fingerprint256 });
  }
  if (option === 'receive-whole' && question.about === 'receive-whole') {
    return openBrowse(state, question.archive);
  }
  if (question.about !== 'overwrite') return step(state);
  if (option === 'rename' || option === 'newer' || option === 'skip' || option === 'always') {
    return enqueue(state, { ...question.request, overwrite: option });
  }
  return step({ ...state, status: { kind: 'cancelled', request: question.request } });
}
