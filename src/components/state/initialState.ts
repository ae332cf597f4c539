import type { Profile, SavedProfile } from '../../config/profiles.ts';
import type { Language } from '../../text/language.ts';
import type { ThemeName } from '../../text/themeName.ts';
import { newestFirst } from './archiveOrder.ts';
import { listStart } from './listPosition.ts';
import type { LoginState } from './loginState.ts';
import type { ArchivesState, Places, Size, State } from './model.ts';
import { focusWhatIsMissing } from './profiles.ts';
import { noHistory } from './runHistory.ts';
import { textField } from './textField.ts';
import { noTransfers } from './transferState.ts';

/** What the login form is filled with at the start. */
export interface LoginDefaults {
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly password: string;
  readonly remember: boolean;
  /** Which of the profiles that is; null for the one without a name. */
  readonly profile?: string | null;
  readonly profiles?: readonly SavedProfile[];
  /** Who seals what is uploaded; we do where absent. */
  readonly mode?: Profile['mode'];
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
    history: noHistory,
    transfers: noTransfers,
    help: { cameFrom: 'archives', list: listStart },
    warnings: { cameFrom: 'archives', subject: '', all: [], list: listStart },
    status: null,
    isLeaving: false,
  };
}

function initialLogin(defaults: LoginDefaults): LoginState {
  const { host, port, username, password, remember, profile = null, profiles = [], mode } = defaults;
  const login: LoginState = {
    fields: {
      host: textField(host),
      port: textField(port),
      username: textField(username),
      password: textField(password),
      passphrase: textField(''),
    },
    remember,
    rememberPassword: false,
    profile,
    profiles,
    mode: mode ?? 'client',
    known: null,
    secretsPlace: undefined,
    focus: 'connect',
    visited: [],
    isRevealed: false,
    stage: null,
    error: null,
    notice: null,
    certificate: null,
  };
  return focusWhatIsMissing(login);
}
