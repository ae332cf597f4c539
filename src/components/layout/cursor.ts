import { activeFilter } from '../keys/activeFilter.ts';
import { contextOf } from '../keys/context.ts';
import { formOf } from '../state/formState.ts';
import { loginFields } from '../state/loginState.ts';
import type { State } from '../state/model.ts';
import { focusedField } from '../state/scheduleForm.ts';
import { dialogLayout } from './dialogLayout.ts';
import { entryLabelWidth, rowOfPlace } from './entryForm.ts';
import { fieldWindow } from './fieldWindow.ts';
import { formLabelWidth } from './formLayout.ts';
import { headerHeight } from './heights.ts';
import { filterColumn, filterWidth } from './listLines.ts';
import { loginLayout } from './loginLayout.ts';
import { fieldWidth, isMasked, labelWidth } from './loginRows.ts';

export interface CursorPosition {
  readonly x: number;
  readonly y: number;
}

/**
 * Where the terminal's own cursor stands: in the field being edited, so that input methods, magnifiers and
 * monochrome terminals have it; nowhere otherwise.
 */
export function cursorPosition(state: State): CursorPosition | undefined {
  switch (contextOf(state)) {
    case 'login-field':
      return loginCursor(state);
    case 'destination':
    case 'upload':
      return dialogCursor(state);
    case 'form':
      return formCursor(state);
    case 'entry-field':
      return entryCursor(state);
    case 'filter': {
      const filter = activeFilter(state);
      if (filter === null) return undefined;
      const { cursorColumn } = fieldWindow(filter.field, filterWidth(state));
      return { x: filterColumn(state) + cursorColumn, y: headerHeight };
    }
    default:
      return undefined;
  }
}

function loginCursor(state: State): CursorPosition | undefined {
  const { login } = state;
  const name = loginFields.find((candidate) => candidate === login.focus);
  if (name === undefined) return undefined;
  const { left, top, rows } = loginLayout(state);
  const row = rows.findIndex((candidate) => candidate.kind === 'field' && candidate.name === name);
  const { cursorColumn } = fieldWindow(login.fields[name], fieldWidth(state), isMasked(state, name));
  return { x: left + labelWidth + cursorColumn, y: top + row };
}

function formCursor(state: State): CursorPosition | undefined {
  const dialog = formOf(state);
  if (dialog === null || dialog.isBusy) return undefined;
  const { left, top, lines, form = [] } = dialogLayout(state, dialog);
  const column = form[dialog.focus]?.window.cursorColumn ?? 0;
  return { x: left + 2 + formLabelWidth + column, y: top + 1 + lines.length + dialog.focus };
}

function entryCursor(state: State): CursorPosition | undefined {
  const { dialog } = state;
  const name = dialog?.kind === 'entry' ? focusedField(dialog) : null;
  if (dialog?.kind !== 'entry' || name === null) return undefined;
  const { left, top, innerWidth } = dialogLayout(state, dialog);
  const { cursorColumn } = fieldWindow(dialog.fields[name], innerWidth - entryLabelWidth);
  return { x: left + 2 + entryLabelWidth + cursorColumn, y: top + 1 + rowOfPlace(dialog, name) };
}

function dialogCursor(state: State): CursorPosition | undefined {
  if (state.dialog === null) return undefined;
  const { left, top, lines, field } = dialogLayout(state, state.dialog);
  return { x: left + 2 + (field?.cursorColumn ?? 0), y: top + 1 + lines.length };
}
