import { isAbort, UserError } from '../../common/errors.ts';
import { uploadOptionsOf } from '../../schedule/entry.ts';
import type { Effect } from './effects.ts';
import { listStart } from './listPosition.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { isSessionEnd, returnToLogin } from './session.ts';
import { sampleSpeed } from './speed.ts';
import type { Status } from './status.ts';
import { type Step, step } from './step.ts';
import type { RunningTransfer, TransferRequest } from './transferState.ts';

/** Starts a transfer, or lines it up behind the running one. */
export function enqueue(state: State, request: TransferRequest): Step {
  const { transfers } = state;
  // What the user asked for takes the place of the last result; a scheduled upload comes unasked.
  const byUser = request.kind === 'download' || request.ticket === null;
  if (transfers.running === null) {
    const started = { ...transfers, running: fresh(request) };
    return step(
      { ...state, transfers: started, status: byUser ? null : state.status },
      { type: 'start-transfer', request },
    );
  }
  const waiting = [...transfers.waiting, request];
  const status: Status | null = byUser ? { kind: 'queued', waiting: waiting.length } : state.status;
  return step({ ...state, transfers: { ...transfers, waiting }, status });
}

export function cancelTransfer(state: State): Step {
  const { transfers } = state;
  if (transfers.running === null) return step(state);
  const running = { ...transfers.running, isCancelling: true };
  return step({ ...state, transfers: { ...transfers, running } }, { type: 'cancel', task: 'transfer' });
}

type TransferMessage = Extract<
  Message,
  { type: 'upload-due' | 'transfer-sampled' | 'uploaded' | 'downloaded' | 'transfer-failed' }
>;

export function reduceTransfer(state: State, message: TransferMessage): Step {
  if (message.type === 'upload-due') {
    const { entry, ticket } = message;
    const settings = uploadOptionsOf(entry);
    return enqueue(state, { kind: 'upload', paths: [entry.path], ticket, settings });
  }
  const { running } = state.transfers;
  if (running === null) return step(state);
  switch (message.type) {
    case 'transfer-sampled':
      return step(sampled(state, running, message.progress));
    case 'uploaded':
      return ended(withUpload(state, running, message.result), { type: 'list-archives' });
    case 'downloaded': {
      const { result } = message;
      const warnings = { subject: result.name, all: result.warnings, list: listStart };
      return ended({ ...state, warnings, status: { kind: 'downloaded', result } });
    }
    case 'transfer-failed':
      return failed(state, running, message.error);
  }
}

function fresh(request: TransferRequest): RunningTransfer {
  return { request, progress: null, speed: null, isCancelling: false };
}

function sampled(state: State, running: RunningTransfer, progress: RunningTransfer['progress']): State {
  const isNewStage = progress?.stage !== running.progress?.stage;
  const before = isNewStage ? null : running.speed;
  const speed = progress === null ? null : sampleSpeed(before, progress.doneBytes, state.now.getTime());
  return { ...state, transfers: { ...state.transfers, running: { ...running, progress, speed } } };
}

function withUpload(
  state: State,
  { request }: RunningTransfer,
  result: Extract<Message, { type: 'uploaded' }>['result'],
): State {
  const isScheduled = request.kind === 'upload' && request.ticket !== null;
  const [path = ''] = request.kind === 'upload' ? request.paths : [];
  const status: Status = isScheduled
    ? { kind: 'scheduled-uploaded', path, result }
    : { kind: 'uploaded', result };
  const warnings = { subject: result.name, all: result.warnings, list: listStart };
  return { ...state, warnings, status, archives: { ...state.archives, isLoading: true } };
}

function failed(state: State, { request, isCancelling }: RunningTransfer, error: unknown): Step {
  if (isCancelling || isAbort(error)) return ended({ ...state, status: { kind: 'cancelled', request } });
  if (isSessionEnd(error)) return returnToLogin(state, error);
  if (request.kind === 'download' && request.overwrite === 'never' && isInTheWay(error)) {
    const questions = [
      ...state.transfers.questions,
      { about: 'overwrite', request, paths: error.facts.paths } as const,
    ];
    const status: Status = { kind: 'question-waits', name: request.name };
    return ended({ ...state, status, transfers: { ...state.transfers, questions } });
  }
  return ended({ ...state, status: { kind: 'transfer-failed', request, error } });
}

function isInTheWay(error: unknown): error is UserError<'would-overwrite'> {
  return error instanceof UserError && error.code === 'would-overwrite';
}

/** Goes on to the next transfer of the queue. */
function ended(state: State, ...effects: Effect[]): Step {
  const { transfers } = state;
  const [request, ...waiting] = transfers.waiting;
  if (request === undefined)
    return step({ ...state, transfers: { ...transfers, running: null, finished: 0 } }, ...effects);
  const next = { ...transfers, running: fresh(request), waiting, finished: transfers.finished + 1 };
  return step({ ...state, transfers: next }, ...effects, { type: 'start-transfer', request });
}
