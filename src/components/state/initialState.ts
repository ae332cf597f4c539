import type { Language } from '../../text/language.ts';
import type { ThemeName } from '../../text/themeName.ts';
import { newestFirst } from './archiveOrder.ts';
import { listStart } from './listPosition.ts';
import { type LoginPlace, type LoginState, loginFields, problemOf } from './loginState.ts';
import type { ArchivesState, Places, Size, State } from './model.ts';
import { textField } from './textField.ts';
import { noTransfers } from './transferState.ts';

/** What the login form is filled with at the start. */
export interface LoginDefaults {
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly password: string;
  readonly remember: boolean;
}

export interface InitialFacts {
  readonly language: Language;
  readonly theme: ThemeName;
  readonly login: LoginDefaults;
  readonly places: Places;
  readonly size: Size;
  readonly now: Date;
}

export const noArchives: ArchivesState = {
  all: null,
  isLoading: false,
  filter: null,
  sort: newestFirst,
  marked: new Set(),
  list: listStart,
};

/** The login screen, filled with what is known, the cursor where something is missing. */
export function initialState({ language, theme, login, places, size, now }: InitialFacts): State {
  return {
    language,
    theme,
    now,
    size,
    places,
    screen: 'login',
    dialog: null,
    login: initialLogin(login),
    session: null,
    archives: noArchives,
    picker: null,
    browse: null,
    schedule: { entries: {}, list: listStart },
    transfers: noTransfers,
    help: { cameFrom: 'archives', list: listStart },
    warnings: { cameFrom: 'archives', subject: '', all: [], list: listStart },
    status: null,
    isLeaving: false,
  };
}

function initialLogin({ host, port, username, password, remember }: LoginDefaults): LoginState {
  const login: LoginState = {
    fields: {
      host: textField(host),
      port: textField(port),
      username: textField(username),
      password: textField(password),
      passphrase: textField(''),
    },
    remember,
    focus: 'connect',
    visited: [],
    isRevealed: false,
    stage: null,
    error: null,
    certificate: null,
  };
  const focus: LoginPlace = loginFields.find((name) => problemOf(login, name) !== null) ?? 'connect';
  return { ...login, focus };
}
