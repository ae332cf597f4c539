import type { QuestionOption } from '../../text/screensText.ts';
import { activeFilter } from '../keys/activeFilter.ts';
import type { CancelQuestion, CertificateQuestion, Question, State } from './model.ts';
import { isResumable, type PausedTransfer, type QueuedTransfer } from './transferState.ts';

type FixedQuestion = Exclude<Question, CancelQuestion | CertificateQuestion>['about'];

const options: Readonly<Record<FixedQuestion, readonly [QuestionOption, ...QuestionOption[]]>> = {
  quit: ['stay', 'quit'],
  unfinished: ['resume-unfinished', 'later', 'discard-unfinished'],
  delete: ['keep-archives', 'delete-archives'],
  'remove-path': ['keep-path', 'remove-path'],
  'server-certificate': ['refuse-certificate', 'accept-certificate'],
  'receive-whole': ['not-receive', 'receive-whole'],
  overwrite: ['rename', 'newer', 'skip', 'always', 'cancel-download'],
};

/** The answers to a question. The first, highlighted at the start, loses nothing. */
export function optionsOf(question: Question): readonly QuestionOption[] {
  if (question.about === 'cancel-transfer') return cancelOptions(question);
  return question.about === 'certificate' ? certificateOptions(question) : options[question.about];
}

function certificateOptions({ canTryDemo }: CertificateQuestion): readonly QuestionOption[] {
  const demo = canTryDemo ? (['try-demo'] as const) : [];
  return ['import-certificate', 'request-certificate', ...demo, 'not-now'];
}

function cancelOptions({ phase, isResumable }: CancelQuestion): readonly QuestionOption[] {
  if (!isResumable || phase === 'waiting') return ['continue', 'cancel-transfer'];
  return phase === 'paused'
    ? ['leave-paused', 'discard-transfer']
    : ['continue', 'pause-transfer', 'discard-transfer'];
}

/** What several paths can become; of one there is nothing to choose. */
export function uploadChoicesOf(paths: readonly string[]): readonly QuestionOption[] {
  return paths.length > 1 ? ['one-archive', 'one-each'] : [];
}

/** True where the answers are no and yes, in this order. */
export function isYesOrNo(question: Question): boolean {
  return optionsOf(question).length === 2;
}

export function ask(state: State, question: Question): State {
  return { ...state, dialog: { kind: 'question', question, cursor: 0 } };
}

/** Asks what waits to be asked, once the user is at the archives or the transfers and busy with nothing else. */
export function askWaitingQuestion(state: State): State {
  const [question, ...questions] = state.transfers.questions;
  const isThere = ['archives', 'browse', 'transfers'].includes(state.screen);
  const isBusy = !isThere || state.dialog !== null || activeFilter(state)?.isEditing;
  if (question === undefined || isBusy) return state;
  const next = { ...state, transfers: { ...state.transfers, questions } };
  // What was left may be going on already, because it was scheduled.
  if (question.about === 'unfinished' && leftBefore(state).length === 0) return next;
  return ask({ ...next, status: null }, question);
}

/** The paused transfers that an earlier run of the program left. */
export function leftBefore({ transfers }: State): readonly PausedTransfer[] {
  return transfers.paused.filter(({ begunBefore }) => begunBefore !== null);
}

/** Asks whether to give a transfer up. */
export function askToCancel(
  state: State,
  phase: CancelQuestion['phase'],
  { id, request }: QueuedTransfer,
): State {
  return ask(state, {
    about: 'cancel-transfer',
    id,
    phase,
    isResumable: isResumable(request, state.session),
  });
}
