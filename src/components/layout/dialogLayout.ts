import { derivedLabel } from '../../client/archiveName.ts';
import { vocabularyOf } from '../../text/screens.ts';
import { commands } from '../keys/commands.ts';
import { availability, keyLabel, menuCommands } from '../keys/lookup.ts';
import { clamp } from '../state/listPosition.ts';
import type { DestinationDialog, Dialog, Question, State, UploadDialog } from '../state/model.ts';
import { optionsOf, uploadChoicesOf } from '../state/questions.ts';
import { chosenArchives, markedBytes } from '../state/visibleArchives.ts';
import { entryFormContent } from './entryForm.ts';
import { type FieldWindow, fieldWindow } from './fieldWindow.ts';
import { type FormRow, formContent } from './formLayout.ts';
import { profilesContent } from './profilesLayout.ts';
import { wordingOf } from './questionWording.ts';
import { blankLine, dim, type LineData, line } from './segments.ts';
import { cut, cutStart, fitLeft, widthOf } from './text.ts';

/** One line of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly isAvailable: boolean;
}

/** A dialog as it is drawn: a frame over the screen with lines, and below them a field or a menu. */
export interface DialogLayout {
  readonly left: number;
  readonly top: number;
  /** Between the margins inside the frame. */
  readonly innerWidth: number;
  readonly title: string;
  readonly lines: readonly LineData[];
  readonly field: FieldWindow | null;
  /** What the field shows while it is empty. */
  readonly placeholder?: string;
  /** Fields with labels, between lines and note. */
  readonly form?: readonly FormRow[];
  readonly note: readonly LineData[];
  readonly items: readonly MenuItem[];
  readonly cursor: number;
}

/** Frame and margin on both sides. */
const frameWidth = 4;
const widestDialog = 72;
export function dialogLayout(state: State, dialog: Dialog): DialogLayout {
  const content = contentOf(state, dialog);
  const fields = (content.form?.length ?? 0) + (content.field ? 1 : 0);
  const height = content.lines.length + content.note.length + content.items.length + fields + 2;
  return {
    ...content,
    left: Math.floor((state.size.columns - content.innerWidth - frameWidth) / 2),
    top: clamp(Math.floor((state.size.rows - height) / 2), 0, Math.max(0, state.size.rows - height)),
  };
}

function contentOf(state: State, dialog: Dialog): Omit<DialogLayout, 'left' | 'top'> {
  switch (dialog.kind) {
    case 'menu':
      return menuContent(state, dialog.cursor);
    case 'question':
      return questionContent(state, dialog.question, dialog.cursor);
    case 'destination':
      return destinationContent(state, dialog);
    case 'upload':
      return uploadContent(state, dialog);
    case 'profiles':
      return profilesContent(state, dialog.cursor, widestInside(state));
    case 'form': {
      const innerWidth = widestInside(state);
      const { rows, ...content } = formContent(state, dialog, innerWidth);
      return { ...content, innerWidth, form: rows, field: null, items: [], cursor: 0 };
    }
    case 'entry':
      return entryFormContent(state, dialog, widestInside(state));
  }
}

function widestInside({ size }: State): number {
  return Math.min(widestDialog, size.columns - 4) - frameWidth;
}

function menuContent(state: State, cursor: number) {
  const { text } = vocabularyOf(state.language);
  const { title, items: labels } = text.questions.menu;
  const widest = Math.max(...menuCommands.map((id) => widthOf(labels[id])));
  const items = menuCommands.map((id): MenuItem => {
    const command = commands.find((candidate) => candidate.id === id);
    const key = keyLabel(command?.keys[0] ?? '', text);
    const isAvailable = command === undefined || availability(command, state) === true;
    return { label: `${fitLeft(labels[id], widest + 4)}${key}`, isAvailable };
  });
  const innerWidth = Math.max(...items.map(({ label }) => widthOf(label))) + 2;
  const subject = chosenSubject(state);
  const lines = subject === '' ? [] : [line(cut(subject, innerWidth), { isDim: true })];
  return { innerWidth, title, lines, field: null, note: [], items, cursor };
}

/** What the actions of the menu are for. */
function chosenSubject(state: State): string {
  const { text, units } = vocabularyOf(state.language);
  const { archives } = state;
  if (archives.marked.size === 0) return chosenArchives(state)[0]?.name ?? '';
  const count = archives.marked.size;
  return text.archives.marked(count, units.number(count), units.bytes(markedBytes(archives)));
}

function questionContent(state: State, question: Question, cursor: number) {
  const { text } = vocabularyOf(state.language);
  const items = optionsOf(question).map(
    (id): MenuItem => ({ label: text.questions.options[id], isAvailable: true }),
  );
  const room = widestInside(state);
  const { title, lines } = wordingOf(state, question, room);
  const widest = [title, ...lines, ...items.map(({ label }) => `  ${label}`)].map(widthOf);
  const innerWidth = clamp(Math.max(...widest) + 2, 24, room);
  return {
    innerWidth,
    title,
    lines: [...lines.map((each) => line(each)), blankLine],
    field: null,
    note: [],
    items,
    cursor,
  };
}

function destinationContent(state: State, { names, field, part }: DestinationDialog) {
  const { text, units } = vocabularyOf(state.language);
  const { title, label, several, note, noteSeveral } = text.questions.destination;
  const isSeveral = names.length > 1;
  const subject = isSeveral
    ? several(units.number(names.length), units.bytes(markedBytes(state.archives)))
    : (names[0] ?? '');
  const innerWidth = widestInside(state);
  return {
    innerWidth,
    title,
    lines: [
      line(cut(subject, innerWidth), { isBold: true }),
      ...(part
        ? [
            line(
              cut(
                text.browse.holds(part.entries, units.number(part.entries), units.bytes(part.bytes)),
                innerWidth,
              ),
            ),
          ]
        : []),
      blankLine,
      line(label, { isDim: true }),
    ],
    field: fieldWindow(field, innerWidth),
    note: [blankLine, { segments: [dim(cut(isSeveral ? noteSeveral : note, innerWidth))] }],
    items: [],
    cursor: 0,
  };
}

function uploadContent(state: State, { paths, field, cursor }: UploadDialog) {
  const { text } = vocabularyOf(state.language);
  const { title, label, note, eachNamed } = text.questions.upload;
  const options = uploadChoicesOf(paths);
  const isOneEach = options[cursor] === 'one-each';
  const innerWidth = widestInside(state);
  const shown = paths.slice(0, 3).map((path) => line(cutStart(path, innerWidth), { isBold: true }));
  const more =
    paths.length > 3
      ? [line(text.questions.andOthers(vocabularyOf(state.language).units.number(paths.length - 3)))]
      : [];
  return {
    innerWidth,
    title: title(paths.length),
    lines: [...shown, ...more, blankLine, line(label, { isDim: true })],
    field: fieldWindow(field, innerWidth),
    placeholder: derivedLabel(paths),
    note: [
      { segments: [dim(cut(isOneEach ? eachNamed : note, innerWidth))] },
      ...(options.length > 0 ? [blankLine] : []),
    ],
    items: options.map((id): MenuItem => ({ label: text.questions.options[id], isAvailable: true })),
    cursor,
  };
}
