import { askForCertificate, submitForm } from '../certificates.ts';
import { formOf, moveFormFocus } from '../formState.ts';
import { clamp } from '../listPosition.ts';
import { type LoginField, type LoginState, loginFields, placesOf, withPeerApart } from '../loginState.ts';
import { lookUpSecrets, toggleRememberPassword } from '../memory.ts';
import type { State } from '../model.ts';
import { openProfiles } from '../profiles.ts';
import { andThen, type Step, step } from '../step.ts';
import { submitLogin } from '../submitLogin.ts';
import type { Actions } from './action.ts';

type Id =
  | 'next-field'
  | 'previous-field'
  | 'submit'
  | 'submit-form'
  | 'toggle-remember'
  | 'profiles'
  | 'certificates'
  | 'reveal'
  | 'cancel-connect';

export const loginActions: Actions<Id> = {
  'next-field': (state) => move(state, 1),
  'previous-field': (state) => move(state, -1),
  profiles: (state) => step(openProfiles(state)),
  certificates: (state) => step(askForCertificate(state)),
  'cancel-connect': (state) => step(put(state, { stage: null }), { type: 'cancel', task: 'log-in' }),

  'toggle-remember': (state) =>
    state.login.focus === 'remember-password'
      ? toggleRememberPassword(state)
      : step(put(state, { remember: !state.login.remember })),

  reveal(state) {
    const form = formOf(state);
    if (form !== null) return step({ ...state, dialog: { ...form, isRevealed: !form.isRevealed } });
    return step(put(state, { isRevealed: !state.login.isRevealed }));
  },

  'submit-form'(state) {
    const form = formOf(state);
    return form === null ? step(state) : submitForm(state, form);
  },

  submit: (state) => submitLogin(state),
};

function put(state: State, change: Partial<LoginState>): State {
  return { ...state, login: { ...state.login, ...change } };
}

function move(state: State, places: number): Step {
  const form = formOf(state);
  if (form !== null) return step({ ...state, dialog: moveFormFocus(form, places) });
  return andThen(step({ ...state, login: moveFocus(withPeerApart(state.login), places) }), lookUpSecrets);
}

function moveFocus(login: LoginState, places: number): LoginState {
  const { focus, visited } = login;
  const order = placesOf(login);
  const next = clamp(order.indexOf(focus) + places, 0, order.length - 1);
  const left = loginFields.filter((name): name is LoginField => name === focus);
  return { ...login, focus: order[next] ?? focus, visited: [...visited, ...left] };
}
