import { archiveNamed } from './archiveIndex.ts';
import type { Effect } from './effects.ts';
import type { State } from './model.ts';
import type { Status } from './status.ts';
import { andThen, type Step, step } from './step.ts';
import {
  type EndedTransfer,
  isResumable,
  isSameWork,
  type PausedTransfer,
  type QueuedTransfer,
  type TransferOutcome,
  type TransferRequest,
  type TransfersState,
} from './transferState.ts';

/** So many ended transfers are kept to be looked at. */
const mostEnded = 100;

/** Starts a transfer, or lines it up behind the running one. A paused one of the same work goes on with it. */
export function enqueue(state: State, request: TransferRequest): Step {
  const { transfers } = state;
  const id = transfers.lastId + 1;
  const queued = { id, request, expectedBytes: expectedBytes(state, request) };
  const paused = transfers.paused.filter((other) => !isSameWork(other.request, request));
  const waiting = [...transfers.waiting, queued];
  // What the user asked for takes the place of the last result; a scheduled upload comes unasked.
  const byUser = request.kind !== 'upload' || request.ticket === null;
  const isFirst = transfers.running === null;
  const told: Status | null = isFirst ? null : { kind: 'queued', waiting: waiting.length };
  const status = byUser ? told : state.status;
  return startNext({ ...state, status, transfers: { ...transfers, paused, waiting, lastId: id } });
}

/** Starts the first transfer of the queue where none runs. */
export function startNext(state: State): Step {
  const { transfers } = state;
  const [next, ...waiting] = transfers.waiting;
  if (transfers.running !== null) return step(state);
  if (next === undefined)
    return step({ ...state, transfers: { ...transfers, batch: { ended: 0, bytes: 0 } } });
  const running = { ...next, progress: null, speed: null, retry: null, notice: null, ending: null };
  return step(
    { ...state, transfers: { ...transfers, running, waiting } },
    { type: 'start-transfer', request: next.request },
  );
}

/** Stops a transfer so that it can go on later, and lets the next one go. */
export function pauseTransfer(state: State, id: number): Step {
  const { transfers } = state;
  if (transfers.running?.id === id) return endRunning(state, 'pause');
  const waiting = transfers.waiting.find((each) => each.id === id);
  if (waiting === undefined) return step(state);
  return paused(state, waiting, 0);
}

/**
 * Puts a paused, failed or cancelled transfer at the end of the queue, under its number. One that is scheduled is asked of
 * the scheduler instead, which notes what becomes of it.
 */
export function resumeTransfer(state: State, id: number): Step {
  const { transfers } = state;
  const found = [...transfers.paused, ...transfers.ended].find((each) => each.id === id);
  if (found === undefined) return step(state);
  const path = scheduledPathOf(state, found.request);
  if (path !== null) {
    return step({ ...state, status: { kind: 'run-queued', path } }, { type: 'run-scheduled', path });
  }
  // No longer scheduled: nobody waits for it.
  const request = found.request.kind === 'upload' ? { ...found.request, ticket: null } : found.request;
  const waiting = [
    ...transfers.waiting,
    { id, request, expectedBytes: found.expectedBytes ?? expectedBytes(state, request) },
  ];
  return startNext({ ...state, status: null, transfers: { ...without(transfers, id), waiting } });
}

/** Ends a transfer for good: what was sent or received is discarded, here and on the server. */
export function cancelTransfer(state: State, id: number): Step {
  const { running, waiting, paused } = state.transfers;
  if (running?.id === id) return endRunning(state, 'cancel');
  const found = [...waiting, ...paused].find((each) => each.id === id);
  return found === undefined ? step(state) : cancelled(state, found);
}

/** Notes the end of a cancelled transfer, and has what is left of it discarded. */
export function cancelled(state: State, transfer: QueuedTransfer): Step {
  const { request } = transfer;
  const next = ended({ ...state, status: { kind: 'cancelled', request } }, transfer, { kind: 'cancelled' });
  // The archive of an upload may lie in the home, also where the server takes it in one piece only.
  return request.kind === 'upload' || isResumable(request, state.session)
    ? andThen(next, (after) => step(after, { type: 'discard-transfer', request }))
    : next;
}

/** Moves a transfer to the ended ones, tells the scheduler where it waits for it, and lets the next one go. */
export function ended(state: State, transfer: QueuedTransfer, outcome: TransferOutcome): Step {
  const { id, request, expectedBytes } = transfer;
  const { batch } = state.transfers;
  const entry: EndedTransfer = { id, request, expectedBytes, outcome, endedAt: state.now };
  const rest = without(state.transfers, id);
  const next = startNext({
    ...state,
    transfers: {
      ...rest,
      ended: [entry, ...rest.ended].slice(0, mostEnded),
      batch: { ended: batch.ended + 1, bytes: batch.bytes + bytesOf(state.transfers, transfer, outcome) },
    },
  });
  return { state: next.state, effects: [...settlement(request, outcome), ...next.effects] };
}

/** Takes a transfer out of the queue, wherever it is. */
export function without(transfers: TransfersState, id: number): TransfersState {
  const isOther = (each: QueuedTransfer) => each.id !== id;
  return {
    ...transfers,
    running: transfers.running?.id === id ? null : transfers.running,
    waiting: transfers.waiting.filter(isOther),
    paused: transfers.paused.filter(isOther),
    ended: transfers.ended.filter(isOther),
  };
}

/**
 * Moves a transfer to the paused ones, and lets the next one go. The scheduler does not wait for it: it holds the lock
 * that every other runner of the schedule needs.
 */
export function paused(state: State, transfer: QueuedTransfer, doneBytes: number | null): Step {
  const { id, request, expectedBytes } = transfer;
  const rest = without(state.transfers, id);
  const entry: PausedTransfer = {
    id,
    request,
    expectedBytes,
    doneBytes,
    begunBefore: null,
  };
  const next = startNext({ ...state, transfers: { ...rest, paused: [...rest.paused, entry] } });
  return { state: next.state, effects: [...settlement(request, { kind: 'cancelled' }), ...next.effects] };
}

function endRunning(state: State, ending: 'pause' | 'cancel'): Step {
  const { transfers } = state;
  if (transfers.running === null) return step(state);
  const running = { ...transfers.running, ending };
  return step({ ...state, transfers: { ...transfers, running } }, { type: 'cancel', task: 'transfer' });
}

/** What an upload of the schedule is of, while that is scheduled. */
function scheduledPathOf({ schedule }: State, request: TransferRequest): string | null {
  if (request.kind !== 'upload' || request.ticket === null) return null;
  const [path = ''] = request.paths;
  return schedule.entries[path] === undefined ? null : path;
}

/** What the scheduler is told that waits for an upload. */
function settlement(request: TransferRequest, outcome: TransferOutcome): Effect[] {
  if (request.kind !== 'upload' || request.ticket === null) return [];
  const { ticket } = request;
  switch (outcome.kind) {
    case 'uploaded':
      return [{ type: 'settle-scheduled', ticket, outcome: { result: outcome.result } }];
    case 'failed':
      return [{ type: 'settle-scheduled', ticket, outcome: { error: outcome.error } }];
    default:
      return [{ type: 'settle-scheduled', ticket, outcome: 'cancelled' }];
  }
}

function bytesOf({ running }: TransfersState, transfer: QueuedTransfer, outcome: TransferOutcome): number {
  if (outcome.kind === 'uploaded') return outcome.result.sealedBytes;
  const done = running?.id === transfer.id ? (running.progress?.doneBytes ?? 0) : 0;
  return outcome.kind === 'failed' || outcome.kind === 'cancelled' ? done : (transfer.expectedBytes ?? done);
}

function expectedBytes({ archives }: State, request: TransferRequest): number | null {
  if (request.kind === 'upload' || (request.kind === 'download' && request.only?.length)) return null;
  return archiveNamed(archives.all, request.name)?.size ?? null;
}
