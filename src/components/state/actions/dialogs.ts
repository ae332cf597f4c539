import { join } from 'node:path';
import { folderName } from '../../../config/home.ts';
import type { CommandId } from '../../../text/screenKeysText.ts';
import type { QuestionOption } from '../../../text/screensText.ts';
import { menuCommands } from '../../keys/lookup.ts';
import { openBrowse } from '../browse.ts';
import { openCertificateForm, pathOf } from '../certificates.ts';
import type { Question, State } from '../model.ts';
import { chooseProfile } from '../profiles.ts';
import { isYesOrNo, leftBefore, optionsOf } from '../questions.ts';
import { andThen, type Step, step } from '../step.ts';
import { submitLogin } from '../submitLogin.ts';
import { cancelTransfer, enqueue, pauseTransfer, resumeTransfer } from '../transferQueue.ts';
import type { Actions } from './action.ts';
import { withoutMarks } from './archives.ts';
import { leave } from './everywhere.ts';

type Id = 'choose-item' | 'yes' | 'no' | 'close' | 'accept-destination';

/** @param run does a command of the menu */
export function dialogActions(run: (state: State, id: CommandId) => Step): Actions<Id> {
  return {
    'choose-item'(state) {
      const { dialog } = state;
      if (dialog?.kind === 'menu')
        return run({ ...state, dialog: null }, menuCommands[dialog.cursor] ?? 'close');
      if (dialog?.kind === 'profiles') {
        const profile = state.login.profiles[dialog.cursor];
        return profile === undefined ? step(state) : chooseProfile(state, profile);
      }
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
      const destination = pathOf(places, typed);
      const { names, part } = dialog;
      // Marks have done their work, those inside an archive or those on whole ones.
      const next = { ...state, dialog: null };
      const browse = next.browse && { ...next.browse, marked: new Set<never>() };
      const start = part ? { ...next, browse } : withoutMarks(next);
      return names.reduce<Step>(
        (before, name) =>
          andThen(before, (next) =>
            enqueue(next, {
              kind: 'download',
              name,
              // Several archives get a folder each, so that they cannot be in each other's way.
              destination: names.length === 1 ? destination : join(destination, folderName(name)),
              overwrite: 'never',
              ...(part ? { only: part.only } : {}),
            }),
          ),
        step(start),
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
  if (question.about === 'cancel-transfer') return answerCancel(state, question.id, option);
  if (question.about === 'unfinished') return answerUnfinished(state, option);
  if (question.about === 'delete' && option === 'delete-archives') {
    return step(state, { type: 'delete-archives', names: question.names });
  }
  if (question.about === 'remove-path' && option === 'remove-path') {
    return step(state, { type: 'remove-from-schedule', path: question.path });
  }
  if (question.about === 'server-certificate' && option === 'accept-certificate') {
    return submitLogin(state, { acceptCertificate: question.shown.fingerprint256 });
  }
  if (option === 'receive-whole' && question.about === 'receive-whole') {
    return openBrowse(state, question.archive);
  }
  if (option === 'try-demo')
    return step({ ...state, isLeaving: true }, { type: 'leave', isUrgent: false, next: 'demo' });
  if (option === 'import-certificate' || option === 'request-certificate')
    return step(openCertificateForm(state, option));
  if (question.about !== 'overwrite') return step(state);
  if (option === 'rename' || option === 'newer' || option === 'skip' || option === 'always') {
    return enqueue(state, { ...question.request, overwrite: option });
  }
  return step({ ...state, status: { kind: 'cancelled', request: question.request } });
}

function answerCancel(state: State, id: number, option: QuestionOption): Step {
  if (option === 'pause-transfer') return pauseTransfer(state, id);
  return option === 'cancel-transfer' || option === 'discard-transfer'
    ? cancelTransfer(state, id)
    : step(state);
}

/** The transfers stay listed with the others until they have gone on or are discarded. */
function answerUnfinished(state: State, option: QuestionOption): Step {
  const act = { 'resume-unfinished': resumeTransfer, 'discard-unfinished': cancelTransfer };
  if (option !== 'resume-unfinished' && option !== 'discard-unfinished') return step(state);
  return leftBefore(state).reduce<Step>(
    (before, { id }) => andThen(before, (next) => act[option](next, id)),
    step(state),
  );
}
