import { listStart } from '../listPosition.ts';
import type { State } from '../model.ts';
import { askToCancel } from '../questions.ts';
import { type Step, step } from '../step.ts';
import { pauseTransfer, resumeTransfer, without } from '../transferQueue.ts';
import { highlightedTransfer, type TransferRow } from '../transferRows.ts';
import type { EndedTransfer } from '../transferState.ts';
import { warningsOf } from '../transferWarnings.ts';
import type { Actions } from './action.ts';

type Id =
  | 'pause-transfer'
  | 'resume-transfer'
  | 'retry-transfer'
  | 'give-up-transfer'
  | 'remove-transfer'
  | 'clear-transfers'
  | 'transfer-warnings';

export const transfersActions: Actions<Id> = {
  'pause-transfer': onTransfer((state, { transfer }) => pauseTransfer(state, transfer.id)),
  'resume-transfer': onTransfer((state, { transfer }) => resumeTransfer(state, transfer.id)),
  'retry-transfer': onTransfer((state, { transfer }) => resumeTransfer(state, transfer.id)),
  'give-up-transfer': onTransfer((state, { phase, transfer }) => {
    return step(phase === 'ended' ? state : askToCancel(state, phase, transfer));
  }),
  'remove-transfer': onTransfer((state, { transfer }) =>
    step({ ...state, transfers: without(state.transfers, transfer.id) }),
  ),
  'clear-transfers': (state) => step({ ...state, transfers: { ...state.transfers, ended: [] } }),
  'transfer-warnings': onTransfer((state, row) => {
    if (row.phase !== 'ended') return step(state);
    return step(showWarnings(state, row.transfer));
  }),
};

function onTransfer(action: (state: State, row: TransferRow) => Step): (state: State) => Step {
  return (state) => {
    const row = highlightedTransfer(state);
    return row === undefined ? step(state) : action(state, row);
  };
}

function showWarnings(state: State, { outcome }: EndedTransfer): State {
  const warnings = warningsOf(outcome);
  return {
    ...state,
    screen: 'warnings',
    warnings: { cameFrom: state.screen, ...warnings, list: listStart },
  };
}
