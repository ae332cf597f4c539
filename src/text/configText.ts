import { configInEnglish } from './en/config.ts';
import { configInFrench } from './fr/config.ts';
import type { Language } from './language.ts';

/** What the commands about settings say besides errors. */
export interface ConfigText {
  set(key: string, value: string): string;
  unset(key: string): string;
  wasNotSet(key: string): string;
  /** Settings that went with another, because they were said of another server. */
  dropped(keys: readonly string[]): string;
  /** Beside a value that counts because nothing is set. */
  readonly usual: string;
  readonly oldPassword: string;
  edited(path: string): string;
  unchanged(path: string): string;
  readonly editAgain: string;
}

const texts: Record<Language, ConfigText> = { en: configInEnglish, fr: configInFrench };

export function configTextOf(language: Language): ConfigText {
  return texts[language];
}
