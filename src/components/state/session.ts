import type { SessionInfo } from '../../client/client.ts';
import { expiringSoon } from '../../client/expiry.ts';
import { type ErrorCode, isUserError, UserError } from '../../common/errors.ts';
import { noArchives } from './initialState.ts';
import { type LoginPlace, type LoginState, placesOf, typedSecretsOf } from './loginState.ts';
import { lookUpSecrets, withRefusal } from './memory.ts';
import type { Message } from './messages.ts';
import type { State } from './model.ts';
import { ask } from './questions.ts';
import type { Status } from './status.ts';
import { andThen, type Step, step } from './step.ts';
import { askForKeyPassphrase } from './submitLogin.ts';
import { textField } from './textField.ts';
import { noTransfers } from './transferState.ts';

type SessionMessage = Extract<Message, { type: 'login-stage' | 'logged-in' | 'login-failed' }>;

export function reduceSession(state: State, message: SessionMessage): Step {
  const { login } = state;
  switch (message.type) {
    case 'login-stage':
      return step(login.stage === null ? state : { ...state, login: { ...login, stage: message.stage } });
    case 'login-failed':
      if (isUserError(message.error, 'client-key-passphrase-missing'))
        return step(askForKeyPassphrase(state, null));
      if (isUserError(message.error, 'client-key-passphrase-wrong'))
        return step(askForKeyPassphrase(state, message.error));
      return step(askAboutServer({ ...state, login: failedLogin(login, message.error) }, message.error));
    case 'logged-in':
      return enter(state, message.session);
  }
}

/** Where only the user can tell whether this is still the same server. */
function askAboutServer(state: State, error: unknown): State {
  if (!isUserError(error, 'server-certificate-changed')) return state;
  return ask(state, { about: 'server-certificate', ...error.facts });
}

/** True where the server has forgotten the session: nothing works until the user logs in again. */
export function isSessionEnd(error: unknown): boolean {
  return isUserError(error, 'session-ended');
}

/** Back to the login screen, which tells why. */
export function returnToLogin(state: State, error: unknown): Step {
  const next: State = {
    ...state,
    screen: 'login',
    dialog: null,
    picker: null,
    browse: null,
    session: null,
    transfers: noTransfers,
    status: null,
    login: { ...state.login, stage: null, error, focus: 'password' },
  };
  return andThen(step(next, { type: 'log-out' }), lookUpSecrets);
}

function enter(state: State, session: SessionInfo): Step {
  const { fields, profile, remember, rememberPassword } = state.login;
  const next: State = {
    ...state,
    screen: 'archives',
    session,
    // The secrets are the client's from here on.
    login: {
      ...state.login,
      stage: null,
      // What is kept now is asked for anew where the user comes back to log in.
      known: null,
      fields: { ...fields, password: textField(''), passphrase: textField('') },
    },
    archives: { ...noArchives, isLoading: true, sort: state.archives.sort },
    status: findingsOf(session, state.now),
  };
  const { host, port, username } = session;
  const typed = typedSecretsOf(state.login);
  const account = { host, port, username };
  const wish = { account, profile, server: remember, password: rememberPassword, typed };
  return step(
    next,
    { type: 'remember-login', wish },
    { type: 'list-archives' },
    { type: 'list-unfinished' },
    { type: 'load-schedule' },
    { type: 'start-scheduler' },
  );
}

/** What is worth a word at the start; null where all is as it was. */
function findingsOf(session: SessionInfo, now: Date): Status | null {
  const { isServerRenewed } = session;
  const expiring = expiringSoon(session, now);
  if (expiring.length === 0 && !isServerRenewed) return null;
  return { kind: 'session-found', expiring, isServerRenewed };
}

const places: Partial<Record<ErrorCode, LoginPlace>> = {
  'host-unknown': 'host',
  'host-unreachable': 'host',
  'connection-timed-out': 'host',
  'server-name-mismatch': 'host',
  'connection-refused': 'port',
  'not-tls': 'port',
  'wrong-credentials': 'password',
  'password-missing': 'password',
  'passphrase-unusable': 'passphrase',
  'client-certificate-missing': 'certificates',
  'client-certificate-expired': 'certificates',
  'client-certificate-unusable': 'certificates',
};

function failedLogin(before: LoginState, error: unknown): LoginState {
  const login = { ...withRefusal(before, error), stage: null, error };
  return { ...login, focus: placeToMend(login, error) };
}

/** The place of the form where the user can most likely mend what went wrong. */
function placeToMend(login: LoginState, error: unknown): LoginPlace {
  const place = (error instanceof UserError ? places[error.code as ErrorCode] : undefined) ?? 'connect';
  return placesOf(login).includes(place) ? place : 'connect';
}
