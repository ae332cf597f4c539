/** The languages the program speaks. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** The user's language: what was asked for, else the locale of the environment (POSIX order), else English. */
export function detectLanguage(
  asked: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const locale = asked || environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return locale.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
