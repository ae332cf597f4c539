import type { State } from '../model.ts';
import { openPicker } from '../picker.ts';
import { ask } from '../questions.ts';
import { showHistory } from '../runHistory.ts';
import {
  changePlace,
  type EntryDialog,
  formToAdd,
  formToEdit,
  movePlace,
  settingsOf,
  typedRule,
} from '../scheduleForm.ts';
import { highlightedEntry } from '../scheduleRows.ts';
import { type Step, step } from '../step.ts';
import type { Actions } from './action.ts';

type Id =
  | 'add-path'
  | 'remove-path'
  | 'edit-path'
  | 'pause-path'
  | 'run-path'
  | 'history'
  | 'all-runs'
  | 'next-setting'
  | 'previous-setting'
  | 'change-setting'
  | 'accept-entry';

export const scheduleActions: Actions<Id> = {
  'add-path': (state) => openPicker(state, 'schedule'),
  'remove-path'(state) {
    const path = highlightedEntry(state)?.path;
    return step(path === undefined ? state : ask(state, { about: 'remove-path', path }));
  },
  'edit-path'(state) {
    const entry = highlightedEntry(state);
    return step(entry === undefined ? state : { ...state, dialog: formToEdit(entry) });
  },
  'pause-path'(state) {
    const entry = highlightedEntry(state);
    if (entry === undefined) return step(state);
    const paused = !entry.paused;
    const change = { kind: paused ? 'paused' : 'resumed' } as const;
    return step(state, { type: 'edit-schedule', path: entry.path, settings: { paused }, change });
  },
  'run-path'(state) {
    const entry = highlightedEntry(state);
    if (entry === undefined) return step(state);
    const { path } = entry;
    return step({ ...state, status: { kind: 'run-queued', path } }, { type: 'run-scheduled', path });
  },
  history(state) {
    const path = highlightedEntry(state)?.path ?? null;
    return showHistory(state, path, path === null);
  },
  'all-runs': (state) => showHistory(state, state.history.path, !state.history.showsAll),

  'next-setting': inForm((form) => movePlace(form, 1)),
  'previous-setting': inForm((form) => movePlace(form, -1)),
  'change-setting': inForm(changePlace),
  'accept-entry'(state) {
    const { dialog } = state;
    return dialog?.kind === 'entry' ? accept(state, dialog) : step(state);
  },
};

/** Asks when paths are to be uploaded; of one that is scheduled already, with what is set. */
export function askWhen(state: State, paths: readonly string[]): State {
  const [path = '', ...others] = paths;
  const known = others.length === 0 ? state.schedule.entries[path] : undefined;
  return { ...state, dialog: known === undefined ? formToAdd(paths) : formToEdit(known) };
}

/** Saves, and stays until that is done; where the rule cannot be used, goes to what is to be mended. */
function accept(state: State, dialog: EntryDialog): Step {
  const rule = typedRule(dialog);
  if (typeof rule === 'string') return step({ ...state, dialog: { ...dialog, focus: rule } });
  const { paths, entry } = dialog;
  const settings = settingsOf(dialog, rule);
  if (entry === null) {
    const { mode } = state.login;
    return step(state, { type: 'add-to-schedule', paths, settings: { ...settings, mode } });
  }
  return step(state, {
    type: 'edit-schedule',
    path: entry.path,
    settings,
    change: { kind: 'edited', rule },
  });
}

function inForm(change: (form: EntryDialog) => EntryDialog): (state: State) => Step {
  return (state) => step(state.dialog?.kind === 'entry' ? { ...state, dialog: change(state.dialog) } : state);
}
