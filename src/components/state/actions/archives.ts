import { proposedDestination } from '../destination.ts';
import { listStart } from '../listPosition.ts';
import { openPicker } from '../picker.ts';
import { ask } from '../questions.ts';
import { step } from '../step.ts';
import { textField } from '../textField.ts';
import { highlightedArchive } from '../visibleArchives.ts';
import type { Actions } from './action.ts';

type Id = 'menu' | 'upload' | 'download' | 'schedule' | 'refresh' | 'warnings' | 'cancel-transfer';

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
  warnings: (state) =>
    step({ ...state, screen: 'warnings', warnings: { ...state.warnings, list: listStart } }),
  'cancel-transfer': (state) => step(ask(state, { about: 'cancel-transfer' })),

  download(state) {
    const archive = highlightedArchive(state);
    if (archive === undefined) return step(state);
    const field = textField(proposedDestination(state, archive.name));
    return step({ ...state, dialog: { kind: 'destination', archive: archive.name, field } });
  },
};
