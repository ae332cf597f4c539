import type { SavedProfile } from '../../config/profiles.ts';
import { type LoginState, loginFields, placesOf, problemOf } from './loginState.ts';
import { lookUpSecrets } from './memory.ts';
import type { State } from './model.ts';
import { andThen, type Step, step } from './step.ts';
import { textField } from './textField.ts';

/** With the one profile that has no name there is nothing to choose. */
export function hasChoiceOfProfiles({ profiles }: LoginState): boolean {
  return profiles.some(({ name }) => name !== null);
}

/** Opens the list of profiles, the highlight on the one in use. */
export function openProfiles(state: State): State {
  const { profiles, profile } = state.login;
  const cursor = profiles.findIndex(({ name }) => name === profile);
  return { ...state, dialog: { kind: 'profiles', cursor: Math.max(0, cursor) } };
}

/** Fills the form in with a profile. What was typed as secrets was meant for somebody else. */
export function chooseProfile(
  state: State,
  { name, host, port, username, mode = 'client' }: SavedProfile,
): Step {
  const login: LoginState = {
    ...state.login,
    profile: name,
    mode,
    remember: true,
    rememberPassword: false,
    error: null,
    visited: [],
    fields: {
      host: textField(host),
      port: textField(String(port)),
      username: textField(username),
      password: textField(''),
      passphrase: textField(''),
    },
  };
  return andThen(step({ ...state, dialog: null, login: focusWhatIsMissing(login) }), lookUpSecrets);
}

/** Puts the cursor into the first field that has to be filled in, else on the button. */
export function focusWhatIsMissing(login: LoginState): LoginState {
  const missing = loginFields.find((name) => problemOf(login, name) !== null);
  const focus = missing ?? 'connect';
  return placesOf(login).includes(focus) ? { ...login, focus } : login;
}
