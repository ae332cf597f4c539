import type { UserError } from '../../common/errors.ts';
import { settleScreenList } from './activeList.ts';
import { archiveNamed } from './archiveIndex.ts';
import { reduceBrowse } from './browse.ts';
import { reduceCertificate } from './certificates.ts';
import { reduceDeletion } from './deletion.ts';
import { reduceKeys, reducePaste } from './keys.ts';
import { withKnownSecrets } from './memory.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { reducePicker } from './picker.ts';
import { askWaitingQuestion } from './questions.ts';
import { reduceSchedule } from './scheduleMessages.ts';
import { isSessionEnd, reduceSession, returnToLogin } from './session.ts';
import { type Step, step } from './step.ts';
import { followTransfer } from './transferRows.ts';
import { reduceTransfer } from './transfers.ts';
import { keepHighlight } from './visibleArchives.ts';

/** The whole of the screens: a message turns a state into the next, and into effects. Pure. */
export function reduce(state: State, message: Message): Step {
  const { state: next, effects } = reduceMessage(state, message);
  const followed = message.type === 'keys' ? next : followTransfer(state, next);
  return { state: settleScreenList(askWaitingQuestion(followed)), effects };
}

function reduceMessage(state: State, message: Message): Step {
  switch (message.type) {
    case 'keys':
      return reduceKeys(state, message.keys);
    case 'paste':
      return reducePaste(state, message.text);
    case 'resized':
      return step({ ...state, size: message.size });
    case 'minute':
      return step(state);
    case 'certificate-inspected':
    case 'certificate-imported':
    case 'certificate-requested':
    case 'form-failed':
      return reduceCertificate(state, message);
    case 'secrets-known':
      return step(withKnownSecrets(state, message));
    case 'password-moved':
      return step({ ...state, status: { kind: 'password-moved', place: message.place } });
    case 'login-stage':
    case 'logged-in':
    case 'login-failed':
      return reduceSession(state, message);
    case 'archives-listed':
      return step(withArchives(state, message.archives));
    case 'listing-failed':
      return isSessionEnd(message.error)
        ? returnToLogin(state, message.error)
        : step({
            ...state,
            archives: { ...state.archives, isLoading: false },
            status: { kind: 'error', error: message.error },
          });
    case 'folder-read':
    case 'folder-detailed':
    case 'folder-failed':
    case 'paths-located':
    case 'measured':
      return reducePicker(state, message);
    case 'archive-received':
    case 'archive-read':
    case 'archive-failed':
      return reduceBrowse(state, message);
    case 'upload-due':
    case 'transfer-sampled':
    case 'transfer-retries':
    case 'transfer-noticed':
    case 'uploaded':
    case 'downloaded':
    case 'verified':
    case 'transfer-failed':
    case 'unfinished-listed':
      return reduceTransfer(state, message);
    case 'archive-deleted':
    case 'archives-deleted':
      return reduceDeletion(state, message);
    case 'schedule-loaded':
    case 'added-to-schedule':
    case 'entry-refused':
    case 'removed-from-schedule':
    case 'schedule-edited':
    case 'history-loaded':
    case 'already-running':
    case 'run-ended':
      return reduceSchedule(state, message);
    case 'other-runner':
      return step(withOtherRunner(state, message.error));
    case 'failed':
      return step(withFailure(state, message.error));
  }
}

function withOtherRunner(state: State, error: UserError<'locked'> | null): State {
  if (error !== null) return { ...state, status: { kind: 'other-runner', error } };
  return state.status?.kind === 'other-runner' ? { ...state, status: null } : state;
}

/** Told where the user is: the login screen has no line for the status. */
function withFailure(state: State, error: unknown): State {
  if (state.screen === 'login') return { ...state, login: { ...state.login, error } };
  return { ...state, status: { kind: 'error', error } };
}

/** Takes a new list over; highlight and marks stay on their archives, wherever those are now. */
function withArchives(state: State, all: Extract<Message, { type: 'archives-listed' }>['archives']): State {
  const marked = new Set([...state.archives.marked].filter((name) => archiveNamed(all, name) !== undefined));
  const archives = { ...state.archives, all, marked, isLoading: false };
  return keepHighlight(state, archives, state.archives.list.cursor);
}
