import type { Language } from '../text/language.ts';

/** How hard a passphrase is to guess, and what would make it harder. */
export interface PassphraseStrength {
  /** From 0, guessed at once, to 4, out of reach. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  readonly isWeak: boolean;
  /** A sentence in the user's language; empty when there is nothing to say. */
  readonly advice: string;
}

/** Estimates a passphrase that is being set. The word lists are loaded only here. */
export async function estimatePassphrase(
  passphrase: string,
  language: Language,
): Promise<PassphraseStrength> {
  const [{ ZxcvbnFactory }, common, english, french] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
    import('@zxcvbn-ts/language-fr'),
  ]);
  const estimator = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary, ...french.dictionary },
    graphs: common.adjacencyGraphs,
    translations: language === 'fr' ? french.translations : english.translations,
  });
  const { score, feedback } = estimator.check(passphrase.slice(0, maximumLength));
  const advice = [feedback.warning, ...feedback.suggestions].filter(Boolean).join(' ');
  return { score, isWeak: score < 3, advice };
}

/** Estimating takes longer than linear time, and what is longer is strong enough. */
const maximumLength = 128;
