import { type Config, loadConfig, saveConfig } from '../../../config/config.ts';
import type { Language } from '../../../text/language.ts';
import type { ThemeName } from '../../../text/themeName.ts';
import type { RememberedLogin } from '../effects.ts';

/** What is kept in `config.json` between two starts: never a password. */
export interface Settings {
  rememberLogin(login: RememberedLogin | null): Promise<void>;
  rememberLanguage(language: Language): Promise<void>;
  rememberTheme(theme: ThemeName): Promise<void>;
}

export function createSettings(home: string): Settings {
  let last: Promise<void> = Promise.resolve();

  /** One change after the other, so that none undoes another. */
  function change(make: (config: Config) => Config): Promise<void> {
    const changed = last.then(async () => {
      const before = await loadConfig(home);
      const after = make(before);
      if (JSON.stringify(after) !== JSON.stringify(before)) await saveConfig(home, after);
    });
    last = changed.catch(() => {});
    return changed;
  }

  return {
    rememberLogin(login) {
      return change(({ host: _host, port: _port, username: _username, password: _password, ...rest }) => ({
        ...rest,
        ...login,
      }));
    },
    rememberLanguage: (language) => change(({ password: _password, ...rest }) => ({ ...rest, language })),
    rememberTheme: (theme) => change(({ password: _password, ...rest }) => ({ ...rest, theme })),
  };
}
