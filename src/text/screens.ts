import { screensInEnglish } from './en/screens.ts';
import { screensInFrench } from './fr/screens.ts';
import type { Language } from './language.ts';
import type { ScreensText } from './screensText.ts';
import { createUnits, type Units } from './units.ts';

/** The sentences and units of the screens in one language. */
export interface Vocabulary {
  readonly language: Language;
  readonly text: ScreensText;
  readonly units: Units;
}

const vocabularies: Record<Language, Vocabulary> = {
  en: { language: 'en', text: screensInEnglish, units: createUnits('en') },
  fr: { language: 'fr', text: screensInFrench, units: createUnits('fr') },
};

export function vocabularyOf(language: Language): Vocabulary {
  return vocabularies[language];
}
