import { isAbort, UserError } from '../common/errors.ts';
import { printable } from '../common/printable.ts';
import { errorsInEnglish } from './en/errors.ts';
import type { ErrorSentences } from './errorSentences.ts';
import { errorsInFrench } from './fr/errors.ts';
import type { Language } from './language.ts';

/** An error as the user reads it: what happened, and what to do next. */
export interface DescribedError {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

const sentences: Record<Language, ErrorSentences> = { en: errorsInEnglish, fr: errorsInFrench };

/** Turns anything thrown into a sentence and a next step. What is no `UserError` is a bug of ours, and said so. */
export function describeError(error: unknown, language: Language): DescribedError {
  const table = sentences[language];
  if (error instanceof UserError) {
    const { code, facts } = error as UserError;
    const sentence = table[code] as (facts: unknown) => Omit<DescribedError, 'code'>;
    const { message, next } = sentence(facts);
    return { code, message: printable(message), next: printable(next) };
  }
  if (isAbort(error)) return { code: 'interrupted', ...table.interrupted({}) };
  return {
    code: 'bug',
    ...table.bug({ detail: printable(error instanceof Error ? error.message : String(error)) }),
  };
}
