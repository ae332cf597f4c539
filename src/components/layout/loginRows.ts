import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import { type LoginField, loginFields, shownProblemOf } from '../state/loginState.ts';
import type { State } from '../state/model.ts';
import { glyphs } from '../theme.ts';
import { adviceLines, errorLines, stageLines } from './loginMessages.ts';
import { blankLine, type LineData, line, type Segment } from './segments.ts';
import { isRoomy } from './sizes.ts';
import { fitLeft } from './text.ts';

/** One row of the form: a field, in which one types, or a line. */
export type LoginRow =
  | { readonly kind: 'field'; readonly name: LoginField }
  | { readonly kind: 'line'; readonly line: LineData };

/** Pointer and label before a field. */
export const labelWidth = 18;
const widestField = 32;
/** Behind a field, for what is wrong with it. */
const problemWidth = 18;
const widestForm = 76;

export function formWidth({ size }: State): number {
  return Math.min(widestForm, size.columns - 2);
}

export function fieldWidth(state: State): number {
  return Math.min(widestField, formWidth(state) - labelWidth - problemWidth);
}

/** The rows of the login form. In a low window the gaps go first, then the advice: what happened is always told. */
export function loginRows(state: State, room: number): readonly LoginRow[] {
  const vocabulary = vocabularyOf(state.language);
  const { stage } = state.login;
  const width = formWidth(state) - 2;
  const gap: readonly LineData[] = isRoomy(state.size) ? [blankLine] : [];
  const form = [...gap, rememberLine(state, vocabulary), ...gap, connectLine(state, vocabulary)];
  const outcome = stage === null ? errorLines(state, width) : stageLines(state, stage, vocabulary);
  const free = Math.max(0, room - loginFields.length - form.length - outcome.length);
  const advice = [blankLine, ...adviceLines(state, vocabulary, width), ...gap].slice(0, free);
  const lines = [...form, ...advice, ...outcome];
  return [
    ...loginFields.map((name): LoginRow => ({ kind: 'field', name })),
    ...lines.map((drawn): LoginRow => ({ kind: 'line', line: drawn })),
  ];
}

/** Pointer and label of a field. */
export function fieldLabel({ login, language }: State, name: LoginField): readonly Segment[] {
  const { text } = vocabularyOf(language);
  const isFocused = login.focus === name && login.stage === null;
  const label = fitLeft(text.login.fields[name], labelWidth - 2);
  return isFocused
    ? [{ text: `${glyphs.pointer} ${label}`, tone: 'accent', isBold: true }]
    : [{ text: `  ${label}`, isDim: login.stage !== null }];
}

/** What is wrong with a field, where it is time to say so. */
export function fieldProblem({ login, language }: State, name: LoginField): readonly Segment[] {
  const problem = shownProblemOf(login, name);
  if (problem === null) return [];
  const { problems } = vocabularyOf(language).text.login;
  return [{ text: ` ${glyphs.warning} ${problems[problem]}`, tone: 'danger' }];
}

function rememberLine({ login }: State, { text }: Vocabulary): LineData {
  const box = `[${login.remember ? 'x' : ' '}] ${text.login.remember}`;
  const isFocused = login.focus === 'remember' && login.stage === null;
  const indent = ' '.repeat(labelWidth - 2);
  return isFocused
    ? line(`${indent}${glyphs.pointer} ${box}`, { tone: 'accent', isBold: true })
    : line(`${indent}  ${box}`, { isDim: login.stage !== null });
}

function connectLine({ login }: State, { text }: Vocabulary): LineData {
  const button = `[ ${text.login.connect} ]`;
  const isFocused = login.focus === 'connect' && login.stage === null;
  const indent = ' '.repeat(labelWidth - 2);
  return isFocused
    ? line(`${indent}${glyphs.pointer} ${button}`, { tone: 'accent', isBold: true })
    : line(`${indent}  ${button}`, { isDim: login.stage !== null });
}

/** True for what is drawn as dots. */
export function isMasked({ login }: State, name: LoginField): boolean {
  return (name === 'password' || name === 'passphrase') && !login.isRevealed;
}
