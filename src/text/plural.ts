import type { Language } from './language.ts';

/** Chooses between the words for one and for several, by the rules of the language: in French zero is singular. */
export function createPlural(language: Language): (count: number, one: string, several: string) => string {
  const rules = new Intl.PluralRules(language);
  return (count, one, several) => (rules.select(count) === 'one' ? one : several);
}
