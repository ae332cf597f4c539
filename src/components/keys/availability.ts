import { browseRows } from '../state/browseState.ts';
import { copyable } from '../state/copyable.ts';
import { formOf, isLastField } from '../state/formState.ts';
import type { State } from '../state/model.ts';
import { highlightedRow } from '../state/pickerState.ts';
import { hasChoiceOfProfiles } from '../state/profiles.ts';
import { highlightedEntry } from '../state/scheduleRows.ts';
import { highlightedTransfer, type TransferRow } from '../state/transferRows.ts';
import { warningsOf } from '../state/transferWarnings.ts';
import { highlightedArchive } from '../state/visibleArchives.ts';
import { activeFilter } from './activeFilter.ts';
import type { Availability } from './command.ts';

/** When the commands can be used. */
export const hasArchive: Availability = (state) => highlightedArchive(state) !== undefined || 'no-archive';

/** Something is marked or highlighted. */
export const hasChosenArchive: Availability = (state) => state.archives.marked.size > 0 || hasArchive(state);

export const canDelete: Availability = (state) => {
  if (state.session !== null && !state.session.abilities.deletes) return 'server-deletes-nothing';
  return hasChosenArchive(state);
};

export const hasSeveralArchives: Availability = ({ archives }) =>
  (archives.all?.length ?? 0) > 1 || 'nothing-to-sort';

export const hasTransfer: Availability = ({ transfers }) => transfers.running !== null || 'no-transfer';

export const hasWarnings: Availability = ({ warnings }) => warnings.all.length > 0 || 'no-warnings';

function onTransfer(
  isRight: (row: TransferRow) => boolean,
  otherwise: 'not-here' | 'no-transfer-here' | 'no-warnings',
): Availability {
  return (state) => {
    const row = highlightedTransfer(state);
    if (row === undefined) return 'no-transfer-here';
    return isRight(row) || otherwise;
  };
}

export const canPause = onTransfer(
  ({ phase, transfer }) => (phase === 'running' && transfer.ending === null) || phase === 'waiting',
  'not-here',
);
export const canResume = onTransfer(({ phase }) => phase === 'paused', 'not-here');
export const canRetry = onTransfer(
  ({ phase, transfer }) => phase === 'ended' && ['failed', 'cancelled'].includes(transfer.outcome.kind),
  'no-transfer-here',
);
export const canGiveUp = onTransfer(({ phase }) => phase !== 'ended', 'not-here');
export const canRemove = onTransfer(({ phase }) => phase === 'ended', 'no-transfer-here');
export const hasTransferWarnings = onTransfer(
  ({ phase, transfer }) => phase === 'ended' && warningsOf(transfer.outcome).all.length > 0,
  'no-warnings',
);
export const hasEnded: Availability = ({ transfers }) => transfers.ended.length > 0 || 'no-transfer-here';

/** Terminals take some 100,000 characters of base64 into their clipboards; names are never that long. */
const longestCopy = 74_000;

export const canCopy: Availability = (state) => {
  const found = copyable(state);
  if (found === null) return 'nothing-highlighted';
  return Buffer.byteLength(found.command) <= longestCopy || 'too-long-to-copy';
};

export const hasFilter: Availability = (state) => activeFilter(state) !== null || 'not-here';

export const hasStatus: Availability = ({ status }) => status !== null || 'not-here';

export const hasScheduledPath: Availability = (state) =>
  highlightedEntry(state) !== undefined || 'nothing-highlighted';

/** The history of one path, where it was opened for one. */
export const hasHistoryPath: Availability = ({ history }) => history.path !== null || 'not-here';

/** Among files, with something marked or on a file, Enter chooses; on a folder it opens. */
export const choosesWithEnter: Availability = (state) => {
  const kind = highlightedKind(state);
  const isOnFile = kind !== undefined && kind !== 'folder' && kind !== 'parent';
  return isOnFile || countMarked(state) > 0 || 'not-here';
};

export const hasFolder: Availability = (state) => {
  const kind = highlightedKind(state);
  return kind === 'folder' || kind === 'parent' || 'not-here';
};

export const hasEntry: Availability = (state) => {
  const kind = highlightedKind(state);
  return (kind !== undefined && kind !== 'parent') || 'nothing-highlighted';
};

export const hasChoice: Availability = (state) =>
  countMarked(state) > 0 || hasEntry(state) === true || 'nothing-marked';

/** Until it is known what is inside an archive, there is nothing to walk in. */
export const hasFiles: Availability = ({ screen, browse }) =>
  screen !== 'browse' || (browse !== null && browse.folder !== null) || 'not-here';

export const hasUpload: Availability = (state) =>
  state.picker?.purpose === 'upload' ? hasChoice(state) : 'not-here';

/** Of the files shown: in the picker, or inside an archive. */
function highlightedKind({ screen, picker, browse }: State) {
  if (screen === 'browse') return browse === null ? undefined : browseRows(browse)[browse.list.cursor]?.kind;
  return picker === null ? undefined : highlightedRow(picker)?.kind;
}

function countMarked({ screen, picker, browse }: State): number {
  return (screen === 'browse' ? browse : picker)?.marked.size ?? 0;
}

/** A download is not given up by an Escape, which a slow line can make out of an arrow. */
export const canClose: Availability = ({ dialog }) =>
  dialog?.kind !== 'question' || dialog.question.about !== 'overwrite' || 'not-here';

/** Enter connects from the password on; before it, it goes to the next field. */
export const canSubmit: Availability = ({ login: { focus } }) =>
  !['host', 'port', 'username'].includes(focus) || 'not-here';

export const hasProfiles: Availability = ({ login }) => hasChoiceOfProfiles(login) || 'not-here';

export const canSubmitForm: Availability = (state) => {
  const form = formOf(state);
  return (form !== null && isLastField(form) && !form.isBusy) || 'not-here';
};

/** `o` is yes for those who read "oui". */
export const isFrench: Availability = ({ language }) => language === 'fr' || 'not-here';
