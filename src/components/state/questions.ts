import type { QuestionOption } from '../../text/screensText.ts';
import { activeFilter } from '../keys/activeFilter.ts';
import type { Question, State } from './model.ts';

const options: Readonly<Record<Question['about'], readonly [QuestionOption, ...QuestionOption[]]>> = {
  quit: ['stay', 'quit'],
  'cancel-transfer': ['continue', 'cancel-transfer'],
  'remove-path': ['keep-path', 'remove-path'],
  'server-certificate': ['refuse-certificate', 'accept-certificate'],
  'receive-whole': ['not-receive', 'receive-whole'],
  overwrite: ['rename', 'newer', 'skip', 'always', 'cancel-download'],
};

/** The answers to a question. The first, highlighted at the start, loses nothing. */
export function optionsOf(question: Question): readonly QuestionOption[] {
  return options[question.about];
}

/** What several paths can become; of one there is nothing to choose. */
export function uploadChoicesOf(paths: readonly string[]): readonly QuestionOption[] {
  return paths.length > 1 ? ['one-archive', 'one-each'] : [];
}

/** True where the answers are no and yes, in this order. */
export function isYesOrNo(question: Question): boolean {
  return question.about !== 'overwrite';
}

export function ask(state: State, question: Question): State {
  return { ...state, dialog: { kind: 'question', question, cursor: 0 } };
}

/** Asks what a download is waiting for, once the user is at the archives and busy with nothing else. */
export function askWaitingQuestion(state: State): State {
  const [question, ...questions] = state.transfers.questions;
  const isThere = state.screen === 'archives' || state.screen === 'browse';
  const isBusy = !isThere || state.dialog !== null || activeFilter(state)?.isEditing;
  if (question === undefined || isBusy) return state;
  return ask({ ...state, transfers: { ...state.transfers, questions }, status: null }, question);
}
