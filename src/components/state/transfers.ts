import { isAbort, UserError } from '../../common/errors.ts';
import { isDue } from '../../schedule/due.ts';
import { uploadOptionsOf } from '../../schedule/entry.ts';
import { listStart } from './listPosition.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { isSessionEnd, returnToLogin } from './session.ts';
import { sampleSpeed } from './speed.ts';
import type { Status } from './status.ts';
import { andThen, type Step, step } from './step.ts';
import { cancelled, ended, enqueue, paused, startNext, without } from './transferQueue.ts';
import {
  isResumable,
  isSameWork,
  type PausedTransfer,
  type RunningTransfer,
  requestOf,
  type TransferOutcome,
} from './transferState.ts';
import { warningsOf } from './transferWarnings.ts';

type TransferMessage = Extract<
  Message,
  {
    type:
      | 'upload-due'
      | 'transfer-sampled'
      | 'transfer-retries'
      | 'transfer-noticed'
      | 'uploaded'
      | 'downloaded'
      | 'verified'
      | 'transfer-failed'
      | 'unfinished-listed';
  }
>;

export function reduceTransfer(state: State, message: TransferMessage): Step {
  if (message.type === 'upload-due') {
    const { entry, ticket } = message;
    const settings = uploadOptionsOf(entry);
    const due = isDue(entry, state.now);
    return enqueue(state, { kind: 'upload', paths: [entry.path], ticket, isDue: due, settings });
  }
  if (message.type === 'unfinished-listed') return step(withUnfinished(state, message));
  const { running } = state.transfers;
  if (running === null) return step(state);
  switch (message.type) {
    case 'transfer-sampled':
      return step(withRunning(state, sampled(state, running, message.progress)));
    case 'transfer-retries':
      return step(withRunning(state, { ...running, retry: message.retry, speed: null }));
    case 'transfer-noticed': {
      const { notice } = message;
      const status: Status = { kind: 'transfer-notice', request: running.request, notice };
      return step({ ...withRunning(state, { ...running, notice }), status });
    }
    case 'uploaded': {
      const { result } = message;
      const loading = { ...state, archives: { ...state.archives, isLoading: true } };
      const next = succeeded(loading, running, { kind: 'uploaded', result }, uploadedStatus(running, result));
      return andThen(next, (after) => step(after, { type: 'list-archives' }));
    }
    case 'downloaded': {
      const { result } = message;
      return succeeded(state, running, { kind: 'downloaded', result }, { kind: 'downloaded', result });
    }
    case 'verified': {
      const { result } = message;
      return succeeded(state, running, { kind: 'verified', result }, { kind: 'verified', result });
    }
    case 'transfer-failed':
      return failed(state, running, message.error);
  }
}

function withRunning(state: State, running: RunningTransfer): State {
  return { ...state, transfers: { ...state.transfers, running } };
}

function sampled(state: State, running: RunningTransfer, progress: RunningTransfer['progress']) {
  const isNewStage = progress?.stage !== running.progress?.stage;
  const before = isNewStage ? null : running.speed;
  const speed =
    progress === null || progress.stage === 'waiting'
      ? null
      : sampleSpeed(before, progress.doneBytes, state.now.getTime());
  return { ...running, progress, speed, retry: progress?.stage === 'waiting' ? running.retry : null };
}

function succeeded(state: State, running: RunningTransfer, outcome: TransferOutcome, status: Status): Step {
  const warnings = { ...state.warnings, ...warningsOf(outcome), list: listStart };
  return ended({ ...state, warnings, status }, running, outcome);
}

function uploadedStatus(
  { request }: RunningTransfer,
  result: Extract<Message, { type: 'uploaded' }>['result'],
): Status {
  if (request.kind !== 'upload' || request.ticket === null) return { kind: 'uploaded', result };
  return { kind: 'scheduled-uploaded', path: request.paths[0] ?? '', result };
}

function failed(state: State, running: RunningTransfer, error: unknown): Step {
  const { request, ending } = running;
  if (ending === 'pause') return stopped(state, running);
  if (ending === 'cancel' || isAbort(error)) return cancelled(state, running);
  if (isSessionEnd(error)) return returnToLogin(state, error);
  if (request.kind === 'download' && request.overwrite === 'never' && isInTheWay(error)) {
    const question = { about: 'overwrite', request, paths: error.facts.paths } as const;
    const transfers = without(state.transfers, running.id);
    const questions = [...transfers.questions, question];
    const status: Status = { kind: 'question-waits', name: request.name };
    return startNext({ ...state, status, transfers: { ...transfers, questions } });
  }
  const status: Status = { kind: 'transfer-failed', request, error };
  return ended({ ...state, status }, running, { kind: 'failed', error });
}

function isInTheWay(error: unknown): error is UserError<'would-overwrite'> {
  return error instanceof UserError && error.code === 'would-overwrite';
}

function stopped(state: State, running: RunningTransfer): Step {
  const { request } = running;
  // What is compressed when it is stopped has to be compressed anew.
  const progress = running.progress?.stage === 'compressing' ? null : running.progress;
  const startsOver = !isResumable(request, state.session);
  const doneBytes = startsOver ? null : (progress?.doneBytes ?? null);
  const expectedBytes = progress?.totalBytes ?? running.expectedBytes;
  const told: State = { ...state, status: { kind: 'paused', request, startsOver } };
  return paused(told, { ...running, expectedBytes }, doneBytes);
}

/** Offers what an earlier run of the program left; what is already going on is none of it. */
function withUnfinished(
  state: State,
  { unfinished }: Extract<Message, { type: 'unfinished-listed' }>,
): State {
  const { transfers } = state;
  const known = [
    ...(transfers.running === null ? [] : [transfers.running]),
    ...transfers.waiting,
    ...transfers.paused,
  ];
  const left = unfinished
    .map((each) => ({ ...each, request: requestOf(each) }))
    .filter(({ request }) => !known.some((other) => isSameWork(other.request, request)));
  if (left.length === 0) return state;
  const found = left.map(({ request, size, doneBytes, startedAt }, index): PausedTransfer => {
    const id = transfers.lastId + 1 + index;
    return { id, request, expectedBytes: size, doneBytes, begunBefore: startedAt };
  });
  return {
    ...state,
    transfers: {
      ...transfers,
      paused: [...transfers.paused, ...found],
      lastId: transfers.lastId + found.length,
      questions: [...transfers.questions, { about: 'unfinished' }],
    },
  };
}
