import type { State } from './model.ts';
import type { EndedTransfer, PausedTransfer, QueuedTransfer, RunningTransfer } from './transferState.ts';

/** A row of the transfers screen. */
export type TransferRow =
  | { readonly phase: 'running'; readonly transfer: RunningTransfer }
  | { readonly phase: 'waiting'; readonly transfer: QueuedTransfer }
  | { readonly phase: 'paused'; readonly transfer: PausedTransfer }
  | { readonly phase: 'ended'; readonly transfer: EndedTransfer };

/** All transfers: the running one, those to come, the paused, and the last ones that ended. */
export function transferRows({ transfers }: State): readonly TransferRow[] {
  const { running, waiting, paused, ended } = transfers;
  return [
    ...(running === null ? [] : [{ phase: 'running', transfer: running } as const]),
    ...waiting.map((transfer) => ({ phase: 'waiting', transfer }) as const),
    ...paused.map((transfer) => ({ phase: 'paused', transfer }) as const),
    ...ended.map((transfer) => ({ phase: 'ended', transfer }) as const),
  ];
}

export function highlightedTransfer(state: State): TransferRow | undefined {
  return transferRows(state)[state.transfers.list.cursor];
}

/** Keeps the highlight on its transfer while transfers move from one state to the next. */
export function followTransfer(before: State, after: State): State {
  if (before.transfers === after.transfers || after.screen !== 'transfers') return after;
  const { list } = after.transfers;
  // The highlight was moved, not the transfers.
  if (list.cursor !== before.transfers.list.cursor) return after;
  const id = highlightedTransfer(before)?.transfer.id;
  const row = transferRows(after).findIndex(({ transfer }) => transfer.id === id);
  if (row === -1 || row === list.cursor) return after;
  return { ...after, transfers: { ...after.transfers, list: { ...list, cursor: row } } };
}
