import { activeFilter } from '../keys/activeFilter.ts';
import { commands } from '../keys/commands.ts';
import { type Context, contextOf } from '../keys/context.ts';
import { availability, availableCommands, menuCommands } from '../keys/lookup.ts';
import { type Key, withoutAlt } from '../keys/readKeys.ts';
import { putFilter } from './actions/filter.ts';
import { actions, runCommand } from './actions.ts';
import { settleScreenList } from './activeList.ts';
import { formOf } from './formState.ts';
import { loginFields, withPeerApart } from './loginState.ts';
import type { State } from './model.ts';
import { pastedPaths } from './pastedPaths.ts';
import { focusedField, putField } from './scheduleForm.ts';
import { andThen, type Step, step } from './step.ts';
import { editField, insertText, isEdit, type TextField } from './textField.ts';
import { followTransfer } from './transferRows.ts';

/** All keys of one chunk, one after the other: each meets the state that the one before it left. */
export function reduceKeys(state: State, keys: readonly Key[]): Step {
  return keys.reduce<Step>(
    (before, key) => andThen(before, (next) => followed(next, reduceWithAlt(settleScreenList(next), key))),
    step(state),
  );
}

function followed(before: State, { state, effects }: Step): Step {
  return { state: followTransfer(before, state), effects };
}

/** Escape and a key in one chunk look like Alt and that key. Where Alt means nothing, they are meant. */
function reduceWithAlt(state: State, key: Key): Step {
  if (!key.name.startsWith('alt+') || (activeField(state) !== null && isEdit(key)))
    return reduceKey(state, key);
  const escaped = reduceKey(state, { name: 'escape', text: '' });
  return andThen(escaped, (next) => reduceKey(settleScreenList(next), withoutAlt(key)));
}

/** Pasted text goes into the field that has the cursor; in the file picker, paths are gone to. */
export function reducePaste(state: State, text: string): Step {
  const active = activeField(state);
  if (active !== null) {
    const pasted = active.put(insertText(active.field, text));
    const isForServer = contextOf(state) === 'login-field' && state.login.focus === 'host';
    return step(isForServer ? { ...pasted, login: withPeerApart(pasted.login) } : pasted);
  }
  if (contextOf(state) !== 'picker' || state.picker === null) return step(state);
  const paths = pastedPaths(text, state.picker.folder, state.places.userHome);
  return paths.length === 0 ? step(state) : step(state, { type: 'locate-paths', paths });
}

function reduceKey(before: State, key: Key): Step {
  // Why a key did not work is said until the next key.
  const state: State = before.status?.kind === 'unavailable' ? { ...before, status: null } : before;
  const context = contextOf(state);
  const [command] = availableCommands(context, state).filter(({ keys }) => keys.includes(key.name));
  if (command !== undefined) return actions[command.id](state);
  if (context === 'menu') return shortcut(state, key);
  const active = activeField(state);
  return active === null
    ? step(explain(state, context, key))
    : step(active.put(editField(active.field, key)));
}

/** With the menu open, the keys of its actions work as without it. */
function shortcut(state: State, key: Key): Step {
  const id = menuCommands.find((candidate) =>
    commands.some(({ id, contexts, keys }) => {
      return id === candidate && contexts.includes('archives') && keys.includes(key.name);
    }),
  );
  return id === undefined ? step(state) : runCommand({ ...state, dialog: null }, id);
}

/** Says why a key of this context does nothing now. */
function explain(state: State, context: Context, key: Key): State {
  const command = commands.find(
    ({ contexts, keys }) => contexts.includes(context) && keys.includes(key.name),
  );
  const reason = command === undefined ? true : availability(command, state);
  // Escape goes back; where there is nothing to go back from, it is silent.
  if (reason === true || reason === 'not-here' || key.name === 'escape') return state;
  return { ...state, status: { kind: 'unavailable', reason } };
}

interface ActiveField {
  readonly field: TextField;
  readonly put: (field: TextField) => State;
}

/** The field that has the cursor. */
export function activeField(state: State): ActiveField | null {
  switch (contextOf(state)) {
    case 'login-field':
      return loginField(state);
    case 'destination':
    case 'upload':
      return dialogField(state);
    case 'form':
      return formField(state);
    case 'entry-field':
      return entryField(state);
    case 'filter':
      return filterField(state);
    default:
      return null;
  }
}

function loginField(state: State): ActiveField | null {
  const { login } = state;
  const name = loginFields.find((candidate) => candidate === login.focus);
  if (name === undefined) return null;
  return {
    field: login.fields[name],
    put: (field) => ({ ...state, login: { ...login, fields: { ...login.fields, [name]: field } } }),
  };
}

function dialogField(state: State): ActiveField | null {
  const { dialog } = state;
  if (dialog?.kind !== 'destination' && dialog?.kind !== 'upload') return null;
  return { field: dialog.field, put: (field) => ({ ...state, dialog: { ...dialog, field } }) };
}

function formField(state: State): ActiveField | null {
  const form = formOf(state);
  const focused = form?.fields[form.focus];
  if (form === null || focused === undefined) return null;
  return {
    field: focused.field,
    put: (field) => {
      const fields = form.fields.map((each) => (each === focused ? { ...focused, field } : each));
      return { ...state, dialog: { ...form, fields } };
    },
  };
}

function entryField(state: State): ActiveField | null {
  const { dialog } = state;
  const name = dialog?.kind === 'entry' ? focusedField(dialog) : null;
  if (dialog?.kind !== 'entry' || name === null) return null;
  return {
    field: dialog.fields[name],
    put: (field) => ({ ...state, dialog: putField(dialog, name, field) }),
  };
}

function filterField(state: State): ActiveField | null {
  const filter = activeFilter(state);
  if (filter === null) return null;
  return { field: filter.field, put: (field) => putFilter(state, { ...filter, field }) };
}
