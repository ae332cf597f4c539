import type { Vocabulary } from '../../text/screens.ts';
import { certificateLine, outcomeLines, passphraseLines } from '../layout/loginMessages.ts';
import { fieldProblem, isMasked } from '../layout/loginRows.ts';
import { loginFields } from '../state/loginState.ts';
import type { State } from '../state/model.ts';
import { speakable, speakableLines } from './speakable.ts';
import { spokenValue } from './spokenField.ts';

/** Wider than any sentence: nothing is broken into lines. */
const unbroken = 10_000;

/** The place of the form that has the focus. */
export function spokenFormPlace(state: State, vocabulary: Vocabulary): string {
  const { login, spoken } = vocabulary.text;
  const { focus, fields, remember, rememberPassword, secretsPlace } = state.login;
  if (focus === 'connect') return spoken.button(login.connect);
  if (focus === 'certificates') return spoken.button(login.getCertificate);
  if (focus === 'remember') return spoken.checkbox(login.remember, remember);
  if (focus === 'remember-password') {
    const place = secretsPlace === undefined ? 'unknown' : (secretsPlace ?? 'nowhere');
    return spoken.checkbox(login.rememberPassword[place], rememberPassword);
  }
  const name = loginFields.find((candidate) => candidate === focus);
  if (name === undefined) return '';
  const value = spokenValue(fields[name], isMasked(state, name), vocabulary);
  return `${login.fields[name]}: ${value}`;
}

/** What the form says besides its fields: the certificate, what is wrong, how far the connection has come. */
export function spokenFormNotes(state: State, vocabulary: Vocabulary): string[] {
  const { login } = vocabulary.text;
  const { stage, certificate } = state.login;
  const problems = loginFields.map((name) => {
    const problem = speakable({ segments: fieldProblem(state, name) }, vocabulary);
    return problem === '' ? '' : `${login.fields[name]}: ${problem}`;
  });
  const advice = [
    certificateLine(state, unbroken, vocabulary),
    ...passphraseLines(state, vocabulary, unbroken),
  ];
  return [
    ...(certificate === null ? [] : speakableLines(advice, vocabulary)),
    ...problems.filter((problem) => problem !== ''),
    ...(stage === null
      ? speakableLines(outcomeLines(state, vocabulary, unbroken), vocabulary)
      : [login.stages[stage]]),
  ];
}
