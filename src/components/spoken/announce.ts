import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import { dialogLayout } from '../layout/dialogLayout.ts';
import { focusedRow } from '../layout/entryForm.ts';
import { footerLine } from '../layout/footerLine.ts';
import { loginHeader } from '../layout/headerLines.ts';
import { isMasked } from '../layout/loginRows.ts';
import { statusLines } from '../layout/statusLines.ts';
import { partsOf } from '../screens/partsOf.ts';
import { activeList } from '../state/activeList.ts';
import { activeField } from '../state/keys.ts';
import { type LoginField, loginFields } from '../state/loginState.ts';
import type { State } from '../state/model.ts';
import { speakable, speakableLines, speakableText } from './speakable.ts';
import { spokenEdit } from './spokenField.ts';
import { spokenFormNotes, spokenFormPlace } from './spokenLogin.ts';
import { milestoneOf } from './spokenTransfer.ts';

/**
 * What a screen reader is to say of a change, a line each: where one is now, what is highlighted, what was
 * typed, how far a transfer is, what came of it. Nothing that was said and still holds is said again.
 *
 * @param before null where all of it is new
 */
export function announce(before: State | null, after: State): readonly string[] {
  const vocabulary = vocabularyOf(after.language);
  const known = before?.language === after.language ? before : null;
  const isSameScreen = known?.screen === after.screen;
  const isSameDialog = isSameScreen && dialogKey(known) === dialogKey(after);
  const told = (part: (state: State) => readonly string[]) =>
    isSameDialog && known !== null ? without(part(after), part(known)) : part(after);
  const edit = isSameDialog && known !== null ? editOf(known, after, vocabulary) : null;

  return [
    ...(isSameScreen ? [] : introduction(after, vocabulary)),
    ...(isSameDialog || after.dialog === null ? [] : dialogIntroduction(after, vocabulary)),
    ...notesOf(after, isSameScreen ? known : null, vocabulary),
    ...(edit === null ? told((state) => focusOf(state, vocabulary)) : [edit]),
    ...(isSameDialog ? told((state) => formNotes(state, vocabulary)) : []),
    ...milestone(known, after, vocabulary),
    ...(known?.status === after.status && known?.isLeaving === after.isLeaving
      ? []
      : speakableLines(statusLines(after), vocabulary)),
  ];
}

/** Title, facts and keys of the screen. */
function introduction(state: State, vocabulary: Vocabulary): string[] {
  const { screen } = state;
  const header = screen === 'login' ? [{ segments: loginHeader(state) }] : partsOf(state, screen).header;
  return [...speakableLines(header, vocabulary), spokenKeys({ ...state, dialog: null }, vocabulary)];
}

/** The keys of the footer, each with what it does. */
function spokenKeys(state: State, { text }: Vocabulary): string {
  const shown = footerLine(state).segments.map((segment) => segment.text);
  return `${text.help.title}: ${shown.join('').trim().split(/ {2,}/).join(', ')}`;
}

function dialogIntroduction(state: State, vocabulary: Vocabulary): string[] {
  if (state.dialog === null) return [];
  const { title, lines, note } = dialogLayout(state, state.dialog);
  return [speakableText(title, vocabulary), ...speakableLines([...lines, ...note], vocabulary)];
}

/** What the screen says besides its list: each sentence once. */
function notesOf(state: State, known: State | null, vocabulary: Vocabulary): readonly string[] {
  if (state.screen === 'login') {
    const notes = spokenFormNotes(state, vocabulary);
    return known === null ? notes : without(notes, spokenFormNotes(known, vocabulary));
  }
  if (known === null || known.archives.all === state.archives.all || state.screen !== 'archives') return [];
  const [, facts] = partsOf(state, 'archives').header;
  return facts === undefined ? [] : [speakable(facts, vocabulary)];
}

/** The highlighted row, line or field; where nothing is highlighted, all that there is to read. */
function focusOf(state: State, vocabulary: Vocabulary): readonly string[] {
  const { dialog, screen } = state;
  const { spoken } = vocabulary.text;
  if (dialog?.kind === 'entry') return [speakable(focusedRow(state, dialog), vocabulary)];
  if (dialog !== null) {
    const { items, cursor, field, placeholder = spoken.empty } = dialogLayout(state, dialog);
    const item = items[cursor];
    const label = speakableText(item?.label ?? '', vocabulary);
    return [
      ...(field === null ? [] : [field.text || placeholder]),
      ...(item === undefined
        ? []
        : [spoken.position(item.isAvailable ? label : spoken.unavailable(label), cursor + 1, items.length)]),
    ];
  }
  if (screen === 'login') return state.login.stage === null ? [spokenFormPlace(state, vocabulary)] : [];
  const { body } = partsOf(state, screen);
  const row = body.find(({ isSelected }) => isSelected);
  const list = activeList(state);
  if (row === undefined || list === null) return speakableLines(body, vocabulary);
  return [spoken.position(speakable(row, vocabulary), list.position.cursor + 1, list.count)];
}

/** What the form of an entry makes of what is typed. */
function formNotes(state: State, vocabulary: Vocabulary): readonly string[] {
  const { dialog } = state;
  return dialog?.kind === 'entry' ? speakableLines(dialogLayout(state, dialog).note, vocabulary) : [];
}

function editOf(before: State, after: State, vocabulary: Vocabulary): string | null {
  if (before.login.focus !== after.login.focus || formPlace(before) !== formPlace(after)) return null;
  const [old, now] = [activeField(before), activeField(after)];
  if (old === null || now === null) return null;
  const name = loginFields.find((candidate): candidate is LoginField => candidate === after.login.focus);
  const hides = after.screen === 'login' && name !== undefined && isMasked(after, name);
  return spokenEdit(old.field, now.field, hides, vocabulary);
}

function milestone(known: State | null, after: State, vocabulary: Vocabulary): string[] {
  const reached = milestoneOf(after, vocabulary);
  const before = known === null ? null : milestoneOf(known, vocabulary);
  return reached === null || reached.key === before?.key ? [] : [reached.text];
}

function formPlace({ dialog }: State): string | null {
  return dialog?.kind === 'entry' ? dialog.focus : null;
}

function dialogKey({ dialog }: State): string {
  if (dialog === null) return '';
  return dialog.kind === 'question' ? `question ${dialog.question.about}` : dialog.kind;
}

function without(lines: readonly string[], said: readonly string[]): readonly string[] {
  return lines.filter((line) => !said.includes(line));
}
