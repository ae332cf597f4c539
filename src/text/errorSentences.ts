import type { ErrorFacts } from '../common/errors.ts';

/**
 * One sentence and one next step for every code of the error family. Where the next step is the help of a command, that
 * is the one given.
 */
export type ErrorSentences = {
  readonly [Code in keyof ErrorFacts]: (facts: ErrorFacts[Code], command: string) => Sentence;
} & { readonly bug: (facts: { readonly detail: string }) => Sentence };

/** What happened, and what to do next. */
export interface Sentence {
  readonly message: string;
  readonly next: string;
}
