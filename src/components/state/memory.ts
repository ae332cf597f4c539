import { isSameAccount } from '../../client/account.ts';
import { isUserError } from '../../common/errors.ts';
import { accountOf, knownSecretsOf, type LoginState, problemOf } from './loginState.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { type Step, step } from './step.ts';

type SecretsKnown = Extract<Message, { type: 'secrets-known' }>;

/** Asks the memory about whom the form names now, unless it has been asked. */
export function lookUpSecrets(state: State): Step {
  const account = accountOf(state.login);
  if (account === null || knownSecretsOf(state.login) !== null) return step(state);
  return step(state, { type: 'look-up-secrets', account });
}

/** Takes over what the memory holds. The cursor leaves a password that need not be typed, while nothing was. */
export function withKnownSecrets(state: State, { known, place }: SecretsKnown): State {
  const account = accountOf(state.login);
  const before = { ...state.login, secretsPlace: place };
  if (account === null || known === null || !isSameAccount(known.account, account))
    return { ...state, login: before };
  const wasKept = state.login.known?.password === 'kept';
  const rememberPassword = known.password === 'kept' || (state.login.rememberPassword && !wasKept);
  const login = { ...before, known, rememberPassword };
  const isAtPassword = login.focus === 'password' && login.fields.password.value === '';
  const focus = isAtPassword && problemOf(login, 'password') === null ? 'connect' : login.focus;
  return { ...state, login: { ...login, focus } };
}

/** A kept password that the server has refused is not tried again: the user is asked. */
export function withRefusal(login: LoginState, error: unknown): LoginState {
  const known = knownSecretsOf(login);
  const isRefused = isUserError(error, 'wrong-credentials');
  if (!isRefused || known?.password !== 'kept' || login.fields.password.value !== '') return login;
  return { ...login, known: { ...known, password: 'refused' } };
}

/** Ticks the box, or unticks it, which forgets at once what was kept. */
export function toggleRememberPassword(state: State): Step {
  const { login } = state;
  const next = { ...login, rememberPassword: !login.rememberPassword };
  const known = knownSecretsOf(login);
  if (next.rememberPassword || known === null || known.password === 'none') {
    return step({ ...state, login: next });
  }
  const forgotten = { account: known.account, password: 'none', hasPassphrase: false } as const;
  return step(
    { ...state, login: { ...next, known: forgotten } },
    { type: 'forget-secrets', account: known.account },
  );
}
