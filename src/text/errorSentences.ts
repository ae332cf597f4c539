import type { ErrorFacts } from '../common/errors.ts';

/** One sentence and one next step for every code of the error family. */
export type ErrorSentences = {
  readonly [Code in keyof ErrorFacts]: (facts: ErrorFacts[Code]) => Sentence;
} & { readonly bug: (facts: { readonly detail: string }) => Sentence };

interface Sentence {
  readonly message: string;
  readonly next: string;
}
