/** The languages the program speaks. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/**
 * The user's language: what was asked for, where we speak it, else the locale of the environment (POSIX order), else
 * English.
 */
export function detectLanguage(
  asked: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const spoken = languages.find((language) => language === asked);
  const locale = spoken ?? (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '');
  return locale.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
