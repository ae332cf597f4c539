import { openForm } from './formState.ts';
import {
  accountOf,
  knownSecretsOf,
  loginFields,
  problemOf,
  typedSecretsOf,
  withPeerApart,
} from './loginState.ts';
import type { State } from './model.ts';
import { type Step, step } from './step.ts';

/** What an attempt before has asked for. */
interface Answers {
  /** Of our private key. */
  readonly keyPassphrase?: string;
  /** Fingerprint of what the server may show from now on. */
  readonly acceptCertificate?: string;
}

/** Connects with what the form holds; where something is missing, the cursor goes there. */
export function submitLogin(before: State, answers: Answers = {}): Step {
  const login = withPeerApart(before.login);
  const wrong = loginFields.find((name) => problemOf(login, name) !== null);
  const account = accountOf(login);
  if (wrong !== undefined || account === null)
    return step({ ...before, login: { ...login, focus: wrong ?? 'host', visited: loginFields } });
  const next = { ...login, stage: 'connecting', error: null, notice: null } as const;
  return step(
    { ...before, dialog: null, login: next },
    {
      type: 'log-in',
      ...account,
      ...typedSecretsOf(login),
      usesMemory: (knownSecretsOf(login)?.password ?? 'none') !== 'none',
      ...answers,
    },
  );
}

/** Asks for the passphrase of our private key; `error` says what was wrong with the last one. */
export function askForKeyPassphrase(state: State, error: unknown): State {
  const dialog = { ...openForm('key-passphrase'), error };
  return { ...state, dialog, login: { ...state.login, stage: null } };
}
