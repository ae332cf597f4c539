import { describeError } from '../../text/describeError.ts';
import { vocabularyOf } from '../../text/screens.ts';
import { type FormDialog, isSecret } from '../state/formState.ts';
import type { State } from '../state/model.ts';
import { glyphs } from '../theme.ts';
import { type FieldWindow, fieldWindow } from './fieldWindow.ts';
import { blankLine, dim, type LineData, line, type Segment } from './segments.ts';
import { cut, fitLeft, wrap } from './text.ts';

/** Pointer and label before a field. */
export const formLabelWidth = 17;

/** One field of a form that lies over the screen. */
export interface FormRow {
  readonly label: Segment;
  readonly window: FieldWindow;
  readonly isMasked: boolean;
  readonly placeholder: string;
}

/** The fields of a form, and the lines above and below them. What went wrong takes the place of the explanation. */
export function formContent(state: State, dialog: FormDialog, innerWidth: number) {
  const { text } = vocabularyOf(state.language);
  const { title, note } = text.login.forms[dialog.form];
  const outcome = outcomeLines(state, dialog, innerWidth);
  const explained = wrap(note, innerWidth).map((each): LineData => ({ segments: [dim(each)] }));
  return {
    title,
    lines: outcome.length > 0 ? [] : [...explained, blankLine],
    rows: rowsOf(state, dialog, innerWidth - formLabelWidth),
    note: outcome.length > 0 ? [blankLine, ...outcome] : [],
  };
}

function rowsOf(
  state: State,
  { form, fields, focus, isRevealed, isBusy }: FormDialog,
  width: number,
): FormRow[] {
  const { formFields, formHints } = vocabularyOf(state.language).text.login;
  return fields.map(({ name, field }, index) => {
    const isMasked = isSecret(name) && !isRevealed;
    const label = fitLeft(formFields[name], formLabelWidth - 2);
    const isFocused = index === focus && !isBusy;
    return {
      label: isFocused
        ? { text: `${glyphs.pointer} ${label}`, tone: 'accent', isBold: true }
        : { text: `  ${label}`, isDim: isBusy },
      window: fieldWindow(field, width, isMasked),
      isMasked,
      placeholder: form === 'key-passphrase' ? '' : cut(formHints[name] ?? '', width - 1),
    };
  });
}

function outcomeLines({ language }: State, { isBusy, error }: FormDialog, width: number): LineData[] {
  const { text } = vocabularyOf(language);
  if (isBusy) return [line(text.login.working)];
  if (error === null) return [];
  const { message, next } = describeError(error, language);
  return [
    ...wrap(`${glyphs.warning} ${message}`, width).map((each) =>
      line(each, { tone: 'danger', isBold: true }),
    ),
    ...wrap(`${glyphs.next} ${next}`, width).map((each) => line(each)),
  ];
}
