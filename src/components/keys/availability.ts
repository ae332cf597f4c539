import { highlightedRow } from '../state/pickerState.ts';
import { isYesOrNo } from '../state/questions.ts';
import { scheduledPaths } from '../state/scheduleRows.ts';
import { highlightedArchive } from '../state/visibleArchives.ts';
import { activeFilter } from './activeFilter.ts';
import type { Availability } from './command.ts';

/** When the commands can be used. */
export const hasArchive: Availability = (state) => highlightedArchive(state) !== undefined || 'no-archive';

export const hasTransfer: Availability = ({ transfers }) => transfers.running !== null || 'no-transfer';

export const hasWarnings: Availability = ({ warnings }) => warnings.all.length > 0 || 'no-warnings';

export const hasFilter: Availability = (state) => activeFilter(state) !== null || 'not-here';

export const hasStatus: Availability = ({ status }) => status !== null || 'not-here';

export const hasScheduledPath: Availability = ({ schedule }) =>
  scheduledPaths(schedule).length > 0 || 'nothing-highlighted';

/** In the picker, with something marked or on a file, Enter chooses; on a folder it opens. */
export const choosesWithEnter: Availability = ({ picker }) => {
  const isChoice = picker !== null && (picker.marked.size > 0 || highlightedRow(picker)?.kind === 'file');
  return isChoice || 'not-here';
};

export const hasFolder: Availability = ({ picker }) => {
  const kind = picker === null ? undefined : highlightedRow(picker)?.kind;
  return kind === 'folder' || kind === 'parent' || 'not-here';
};

export const hasEntry: Availability = ({ picker }) => {
  const row = picker === null ? undefined : highlightedRow(picker);
  return (row !== undefined && row.kind !== 'parent') || 'nothing-highlighted';
};

export const hasChoice: Availability = (state) =>
  (state.picker?.marked.size ?? 0) > 0 || hasEntry(state) === true || 'nothing-marked';

/** A download is not given up by an Escape, which a slow line can make out of an arrow. */
export const canClose: Availability = ({ dialog }) =>
  dialog?.kind !== 'question' || isYesOrNo(dialog.question) || 'not-here';

/** Enter connects from the password on; before it, it goes to the next field. */
export const canSubmit: Availability = ({ login: { focus } }) =>
  !['host', 'port', 'username'].includes(focus) || 'not-here';

/** `o` is yes for those who read "oui". */
export const isFrench: Availability = ({ language }) => language === 'fr' || 'not-here';
