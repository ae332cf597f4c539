import { isAbort, UserError } from '../common/errors.ts';
import { printable } from '../common/printable.ts';
import { errorsInEnglish } from './en/errors.ts';
import type { ErrorSentences, Sentence } from './errorSentences.ts';
import { errorsInFrench } from './fr/errors.ts';
import type { Language } from './language.ts';

/** An error as the user reads it: what happened, and what to do next. */
export interface DescribedError extends Sentence {
  readonly code: string;
}

const sentences: Record<Language, ErrorSentences> = { en: errorsInEnglish, fr: errorsInFrench };

/**
 * Turns anything thrown into a sentence and a next step. What is no `UserError` is a bug of ours, and said so.
 *
 * @param command that was run, in full: `secure-client upload`
 */
export function describeError(error: unknown, language: Language, command = 'secure-client'): DescribedError {
  const table = sentences[language];
  if (error instanceof UserError) {
    const { code, facts } = error as UserError;
    const sentence = table[code] as (facts: unknown, command: string) => Sentence;
    const { message, next } = sentence(facts, command);
    return { code, message: printable(message), next: printable(next) };
  }
  if (isAbort(error)) return { code: 'interrupted', ...table.interrupted({}, command) };
  return {
    code: 'bug',
    ...table.bug({ detail: printable(error instanceof Error ? error.message : String(error)) }),
  };
}
