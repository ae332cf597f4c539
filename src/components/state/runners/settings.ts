import { type Config, changeConfig } from '../../../config/config.ts';
import { type Profile, withoutProfile, withProfile } from '../../../config/profiles.ts';
import type { Language } from '../../../text/language.ts';
import type { ThemeName } from '../../../text/themeName.ts';

/** What is kept in `config.json` between two starts: never a password. */
export interface Settings {
  /**
   * @param profile null for the one without a name
   * @param login null forgets what was remembered, and the password of earlier versions with it
   */
  rememberLogin(profile: string | null, login: Profile | null): Promise<void>;
  rememberLanguage(language: Language): Promise<void>;
  rememberTheme(theme: ThemeName): Promise<void>;
  /** Settles when all that was to be kept is written. */
  ended(): Promise<void>;
}

export function createSettings(home: string): Settings {
  let last: Promise<void> = Promise.resolve();

  /** One change after the other, so that none undoes another. */
  function change(make: (config: Config) => Config): Promise<void> {
    const changed = last.then(() => changeConfig(home, make)).then(() => {});
    last = changed.catch(() => {});
    return changed;
  }

  return {
    rememberLogin: (profile, login) =>
      change((config) => {
        const name = profile ?? undefined;
        return login === null ? withoutProfile(config, name) : withProfile(config, name, login);
      }),
    rememberLanguage: (language) => change((config) => ({ ...config, language })),
    rememberTheme: (theme) => change((config) => ({ ...config, theme })),
    ended: () => last,
  };
}
