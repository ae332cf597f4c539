import { proposedDestination } from '../destination.ts';
import { listStart } from '../listPosition.ts';
import type { State } from '../model.ts';
import { openPicker } from '../picker.ts';
import { ask, askToCancel } from '../questions.ts';
import { andThen, type Step, step } from '../step.ts';
import { textField } from '../textField.ts';
import { enqueue } from '../transferQueue.ts';
import { chosenArchives } from '../visibleArchives.ts';
import type { Actions } from './action.ts';

type Id =
  | 'menu'
  | 'upload'
  | 'download'
  | 'verify'
  | 'delete'
  | 'transfers'
  | 'schedule'
  | 'refresh'
  | 'warnings'
  | 'cancel-transfer';

export const archivesActions: Actions<Id> = {
  menu: (state) => step({ ...state, dialog: { kind: 'menu', cursor: 0 } }),
  upload: (state) => openPicker(state, 'upload'),
  schedule: (state) =>
    step(
      { ...state, screen: 'schedule', schedule: { ...state.schedule, list: listStart } },
      { type: 'load-schedule' },
    ),
  refresh: (state) =>
    step({ ...state, archives: { ...state.archives, isLoading: true } }, { type: 'list-archives' }),
  transfers: (state) =>
    step({ ...state, screen: 'transfers', transfers: { ...state.transfers, list: listStart } }),
  warnings: (state) =>
    step({
      ...state,
      screen: 'warnings',
      warnings: { ...state.warnings, cameFrom: state.screen, list: listStart },
    }),

  'cancel-transfer'(state) {
    const { running } = state.transfers;
    if (running === null) return step(state);
    return step(askToCancel(state, 'running', running));
  },

  download(state) {
    const names = chosenArchives(state).map(({ name }) => name);
    if (names.length === 0) return step(state);
    const field = textField(proposedDestination(state, names));
    return step({ ...state, dialog: { kind: 'destination', names, field } });
  },

  verify(state) {
    const start = step(withoutMarks(state));
    return chosenArchives(state).reduce<Step>(
      (before, { name }) => andThen(before, (next) => enqueue(next, { kind: 'verify', name })),
      start,
    );
  },

  delete(state) {
    const names = chosenArchives(state).map(({ name }) => name);
    return step(names.length === 0 ? state : ask(state, { about: 'delete', names }));
  },
};

/** Marks have done their work when an action has taken them. */
export function withoutMarks(state: State): State {
  return { ...state, archives: { ...state.archives, marked: new Set() } };
}
