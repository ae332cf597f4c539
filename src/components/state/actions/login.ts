import { clamp } from '../listPosition.ts';
import {
  hasPassphraseOfItsOwn,
  type LoginField,
  type LoginState,
  loginFields,
  loginOrder,
  problemOf,
} from '../loginState.ts';
import type { State } from '../model.ts';
import { type Step, step } from '../step.ts';
import type { Actions } from './action.ts';

type Id = 'next-field' | 'previous-field' | 'submit' | 'toggle-remember' | 'reveal' | 'cancel-connect';

export const loginActions: Actions<Id> = {
  'next-field': (state) => step(put(state, moveFocus(state.login, 1))),
  'previous-field': (state) => step(put(state, moveFocus(state.login, -1))),
  'toggle-remember': (state) => step(put(state, { remember: !state.login.remember })),
  reveal: (state) => step(put(state, { isRevealed: !state.login.isRevealed })),
  'cancel-connect': (state) => step(put(state, { stage: null }), { type: 'cancel', task: 'log-in' }),

  submit: (state) => connect(state),
};

/** Logs in with what the form holds. @param answers to what an attempt before has asked */
export function connect(state: State, answers: { readonly acceptCertificate?: string } = {}): Step {
  const { login } = state;
  const wrong = loginFields.find((name) => problemOf(login, name) !== null);
  if (wrong !== undefined) return step(put(state, { focus: wrong, visited: loginFields }));
  const { host, port, username, password, passphrase } = login.fields;
  return step(put(state, { stage: 'connecting', error: null }), {
    type: 'log-in',
    host: host.value.trim(),
    port: Number(port.value.trim()),
    username: username.value.trim(),
    password: password.value,
    passphrase: hasPassphraseOfItsOwn(login) ? passphrase.value : null,
    ...answers,
  });
}

function put(state: State, change: Partial<LoginState>): State {
  return { ...state, login: { ...state.login, ...change } };
}

function moveFocus({ focus, visited }: LoginState, places: number): Partial<LoginState> {
  const next = clamp(loginOrder.indexOf(focus) + places, 0, loginOrder.length - 1);
  const left = loginFields.filter((name): name is LoginField => name === focus);
  return { focus: loginOrder[next] ?? focus, visited: [...visited, ...left] };
}
