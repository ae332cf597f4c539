import { UserError } from '../../common/errors.ts';
import type { State } from './model.ts';
import { highlightedRow, type PickerState, pathOf } from './pickerState.ts';

/** True where files go up as they are, because the profile says that the server seals. */
export function isServerMode({ login }: State): boolean {
  return login.mode === 'server';
}

/** Why what is chosen cannot go to a server as it is; null where it can. Scheduled paths go up one by one. */
export function refusalOf(
  state: State,
  picker: PickerState,
  paths: readonly string[],
): UserError<'one-file-only'> | null {
  if (!isServerMode(state)) return null;
  const [path = ''] = paths;
  if (paths.length > 1 && picker.purpose === 'upload') {
    return new UserError('one-file-only', { path, found: 'several' });
  }
  const folder = paths.find((each) => isFolder(picker, each));
  return folder === undefined ? null : new UserError('one-file-only', { path: folder, found: 'folder' });
}

function isFolder(picker: PickerState, path: string): boolean {
  const row = highlightedRow(picker);
  const isHighlighted = row?.kind === 'folder' && pathOf(picker, row) === path;
  return isHighlighted || picker.marked.get(path)?.isFolder === true;
}
