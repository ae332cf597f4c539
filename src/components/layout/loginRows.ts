import { type Vocabulary, vocabularyOf } from '../../text/screens.ts';
import { keyLabel } from '../keys/lookup.ts';
import {
  hasKeptPassword,
  knownSecretsOf,
  type LoginField,
  type LoginPlace,
  needsCertificate,
  shownProblemOf,
} from '../state/loginState.ts';
import type { State } from '../state/model.ts';
import { hasChoiceOfProfiles } from '../state/profiles.ts';
import { glyphs } from '../theme.ts';
import { certificateLine, outcomeLines, passphraseLines, problemLines, stageLines } from './loginMessages.ts';
import { blankLine, dim, type LineData, line, type Segment } from './segments.ts';
import { isRoomy } from './sizes.ts';
import { cut, fitLeft, widthOf } from './text.ts';

/** One row of the form: a field, in which one types, or a line. */
export type LoginRow =
  | { readonly kind: 'field'; readonly name: LoginField }
  | { readonly kind: 'line'; readonly line: LineData };

/** A row, and when it is left out where there are more rows than room: the highest number goes first. */
type FoldingRow = LoginRow & { readonly fold: number };

const never = 0;
const folds = { choice: 1, sentence: 2, certificate: 3, empty: 4, profile: 5, passphrase: 6, air: 7, gap: 8 };

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

/**
 * The rows of the login form. In a low window the gaps go first, then the advice, then what need not be filled in; where
 * the cursor is, and what happened, is always told.
 */
export function loginRows(state: State, room: number): readonly LoginRow[] {
  const { login } = state;
  const vocabulary = vocabularyOf(state.language);
  const width = formWidth(state) - 2;
  const outcome =
    login.stage === null
      ? outcomeLines(state, vocabulary, width)
      : stageLines(state, login.stage, vocabulary);
  return leaveOut(
    [
      ...lines(hasChoiceOfProfiles(login) ? [profileLine(state, vocabulary)] : [], folds.profile),
      ...(['host', 'port', 'username', 'password'] as const).map((name) => field(name, never)),
      field('passphrase', isIdle(state, 'passphrase') ? folds.empty : never),
      ...gap(state),
      ...checkboxes(state, vocabulary),
      ...gap(state),
      ...lines([buttonLine(state, 'connect', vocabulary.text.login.connect)], never),
      ...lines(
        needsCertificate(login)
          ? [buttonLine(state, 'certificates', vocabulary.text.login.getCertificate)]
          : [],
        never,
      ),
      ...lines([blankLine], folds.air),
      ...lines([certificateLine(state, width, vocabulary)], folds.certificate),
      ...lines(passphraseLines(state, vocabulary, width), folds.passphrase),
      ...lines(problemLines(state, vocabulary, width), folds.sentence),
      ...gap(state),
      ...lines(outcome, never),
    ],
    room,
  );
}

/** Leaves out as little as there has to be. */
function leaveOut(rows: readonly FoldingRow[], room: number): readonly LoginRow[] {
  const first = Math.max(...rows.map(({ fold }) => fold));
  if (rows.length <= room || first === never) return rows;
  return leaveOut(
    rows.filter(({ fold }) => fold !== first),
    room,
  );
}

function field(name: LoginField, fold: number): FoldingRow {
  return { kind: 'field', name, fold };
}

function lines(all: readonly LineData[], fold: number): FoldingRow[] {
  return all.map((drawn) => ({ kind: 'line', line: drawn, fold }));
}

function gap(state: State): FoldingRow[] {
  return lines(isRoomy(state.size) ? [blankLine] : [], folds.gap);
}

/** True for a field that is empty, and not being filled in. */
function isIdle({ login }: State, name: LoginField): boolean {
  return login.focus !== name && login.fields[name].value === '';
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

/** What an empty field says. */
export function fieldHint({ login, language }: State, name: LoginField): string {
  const { hostHint, passphraseHint, keptHint } = vocabularyOf(language).text.login;
  if (name === 'host') return hostHint;
  if (name === 'port') return '8443';
  if (name === 'password') return hasKeptPassword(login) ? keptHint : '';
  if (name === 'passphrase') return knownSecretsOf(login)?.hasPassphrase ? keptHint : passphraseHint;
  return '';
}

/** What is wrong with a field, where it is time to say so. */
export function fieldProblem({ login, language }: State, name: LoginField): readonly Segment[] {
  const problem = shownProblemOf(login, name);
  if (problem === null) return [];
  const { problems } = vocabularyOf(language).text.login;
  return [{ text: ` ${glyphs.warning} ${problems[problem]}`, tone: 'danger' }];
}

function profileLine(state: State, { text, units }: Vocabulary): LineData {
  const { profile, profiles } = state.login;
  const label = fitLeft(text.login.profile, labelWidth - 2);
  const choice = text.login.profileChoice(units.number(profiles.length), keyLabel('ctrl+p', text));
  const name = cut(
    profile ?? text.login.profileWithoutName,
    formWidth(state) - labelWidth - widthOf(choice) - 3,
  );
  return {
    segments: [{ text: `  ${label}` }, { text: name, isBold: true }, dim(` ${glyphs.dot} ${choice}`)],
  };
}

/** Both boxes begin in one column: under the fields where there is room for what they say. */
function checkboxes(state: State, { text }: Vocabulary): FoldingRow[] {
  const { remember, rememberPassword, secretsPlace } = state.login;
  const boxes = [
    ['remember', `[${remember ? 'x' : ' '}] ${text.login.remember}`],
    [
      'remember-password',
      `[${rememberPassword ? 'x' : ' '}] ${text.login.rememberPassword[secretsPlace === undefined ? 'unknown' : (secretsPlace ?? 'nowhere')]}`,
    ],
  ] as const;
  const widest = Math.max(...boxes.map(([, box]) => widthOf(box)));
  const indent = Math.max(0, Math.min(labelWidth - 2, formWidth(state) - widest - 2));
  return boxes.map(([place, box]) => ({
    kind: 'line',
    line: focusable(state, place, box, indent),
    fold: state.login.focus === place ? never : folds.choice,
  }));
}

function buttonLine(state: State, place: LoginPlace, label: string): LineData {
  return focusable(state, place, `[ ${label} ]`, labelWidth - 2);
}

function focusable({ login }: State, place: LoginPlace, text: string, indent: number): LineData {
  const isFocused = login.focus === place && login.stage === null;
  return isFocused
    ? line(`${' '.repeat(indent)}${glyphs.pointer} ${text}`, { tone: 'accent', isBold: true })
    : line(`${' '.repeat(indent)}  ${text}`, { isDim: login.stage !== null });
}

/** True for what is drawn as dots. */
export function isMasked({ login }: State, name: LoginField): boolean {
  return (name === 'password' || name === 'passphrase') && !login.isRevealed;
}
