import type { LoginStage } from '../../client/types.ts';
import type { TextField } from './textField.ts';

export const loginFields = ['host', 'port', 'username', 'password', 'passphrase'] as const;
export type LoginField = (typeof loginFields)[number];

/** The places of the form in the order of Tab. */
export const loginOrder = [...loginFields, 'remember', 'connect'] as const;
export type LoginPlace = (typeof loginOrder)[number];

export type LoginProblem = 'missing' | 'not-a-host' | 'not-a-port';

/** State of `certs/client.crt`. */
export type CertificateState =
  | { readonly kind: 'valid'; readonly days: number }
  | { readonly kind: 'expired' | 'not-yet-valid'; readonly date: Date }
  | { readonly kind: 'missing' | 'unusable'; readonly path: string };

export interface LoginState {
  readonly fields: Readonly<Record<LoginField, TextField>>;
  readonly remember: boolean;
  readonly focus: LoginPlace;
  /** Fields that were left or submitted: only these are told to be empty. */
  readonly visited: readonly LoginField[];
  readonly isRevealed: boolean;
  /** The stage reached; null while no connection is being made. */
  readonly stage: LoginStage | null;
  readonly error: unknown;
  /** Null until it was looked at. */
  readonly certificate: CertificateState | null;
}

/** What is wrong with a field, whether or not it is time to say so. */
export function problemOf(login: LoginState, name: LoginField): LoginProblem | null {
  const value = login.fields[name].value;
  if (name === 'passphrase') return null;
  if (name === 'password') return value === '' ? 'missing' : null;
  const trimmed = value.trim();
  if (trimmed === '') return 'missing';
  if (name === 'host') return /[\s/@]/.test(trimmed) ? 'not-a-host' : null;
  if (name === 'port') return isPort(trimmed) ? null : 'not-a-port';
  return null;
}

/** What to say about a field now: a wrong value at once, a missing one once the user has been there. */
export function shownProblemOf(login: LoginState, name: LoginField): LoginProblem | null {
  const problem = problemOf(login, name);
  return problem === 'missing' && !login.visited.includes(name) ? null : problem;
}

export function hasPassphraseOfItsOwn(login: LoginState): boolean {
  const { passphrase, password } = login.fields;
  return passphrase.value !== '' && passphrase.value !== password.value;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}
