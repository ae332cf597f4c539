import { menuCommands } from '../keys/lookup.ts';
import { listHeight } from '../layout/heights.ts';
import { allHelpLines } from '../layout/helpLines.ts';
import { browseRows } from './browseState.ts';
import type { ListPosition } from './listPosition.ts';
import { clamp, settle } from './listPosition.ts';
import type { Dialog, State } from './model.ts';
import { pickerRows } from './pickerState.ts';
import { optionsOf, uploadChoicesOf } from './questions.ts';
import { scheduledEntries } from './scheduleRows.ts';
import { transferRows } from './transferRows.ts';
import { visibleArchives } from './visibleArchives.ts';

/** The list that the moving keys move in. */
export interface ActiveList {
  readonly position: ListPosition;
  readonly count: number;
  /** Rows of the window. */
  readonly height: number;
  /** Rows of a page, where that is not the window. */
  readonly page?: number;
  readonly put: (position: ListPosition) => State;
}

/** The list on top: that of the dialog, else that of the screen. */
export function activeList(state: State): ActiveList | null {
  const { dialog } = state;
  if (dialog === null) return screenList(state);
  if (dialog.kind === 'destination' || dialog.kind === 'form' || dialog.kind === 'entry') return null;
  const count = countOf(dialog, state);
  return {
    position: { cursor: dialog.cursor, top: 0 },
    count,
    height: count,
    put: ({ cursor }) => ({ ...state, dialog: { ...dialog, cursor: clamp(cursor, 0, count - 1) } }),
  };
}

function countOf(
  dialog: Exclude<Dialog, { kind: 'destination' | 'form' | 'entry' }>,
  { login }: State,
): number {
  switch (dialog.kind) {
    case 'profiles':
      return login.profiles.length;
    case 'menu':
      return menuCommands.length;
    case 'question':
      return optionsOf(dialog.question).length;
    case 'upload':
      return uploadChoicesOf(dialog.paths).length;
  }
}

/** Brings the list of the screen back into bounds after anything that may have changed it or the window. */
export function settleScreenList(state: State): State {
  const list = screenList(state);
  if (list === null) return state;
  const settled = settle(list.position, list.count, list.height);
  return settled === list.position ? state : list.put(settled);
}

function screenList(state: State): ActiveList | null {
  const { archives, picker, browse, schedule, history, transfers, help, warnings } = state;
  const height = listHeight(state);
  switch (state.screen) {
    case 'archives':
      return {
        position: archives.list,
        count: visibleArchives(archives).length,
        height,
        put: (list) => ({ ...state, archives: { ...archives, list } }),
      };
    case 'picker':
      return picker === null
        ? null
        : {
            position: picker.list,
            count: pickerRows(picker).length,
            height,
            put: (list) => ({ ...state, picker: { ...picker, list } }),
          };
    case 'browse':
      return browse === null
        ? null
        : {
            position: browse.list,
            count: browseRows(browse).length,
            height,
            put: (list) => ({ ...state, browse: { ...browse, list } }),
          };
    case 'transfers':
      return {
        position: transfers.list,
        count: transferRows(state).length,
        height,
        put: (list) => ({ ...state, transfers: { ...transfers, list } }),
      };
    case 'schedule':
      return {
        position: schedule.list,
        count: scheduledEntries(schedule).length,
        height,
        put: (list) => ({ ...state, schedule: { ...schedule, list } }),
      };
    case 'history':
      return {
        position: history.list,
        count: history.runs?.length ?? 0,
        height,
        put: (list) => ({ ...state, history: { ...history, list } }),
      };
    case 'help':
      // The help has no highlight: it scrolls, and its "row" is the first one shown.
      return {
        position: help.list,
        count: Math.max(1, allHelpLines(state).length - height + 1),
        height: 1,
        page: height,
        put: (list) => ({ ...state, help: { ...help, list } }),
      };
    case 'warnings':
      return {
        position: warnings.list,
        count: warnings.all.length,
        height,
        put: (list) => ({ ...state, warnings: { ...warnings, list } }),
      };
    case 'login':
      return null;
  }
}
