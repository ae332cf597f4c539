import type { Check, CheckId, Group, Status } from '../client/doctor/check.ts';
import type { FindingCode, FindingFacts } from '../client/doctor/findings.ts';
import { UserError } from '../common/errors.ts';
import { printable } from '../common/printable.ts';
import { describeError } from './describeError.ts';
import { doctorInEnglish } from './en/doctor.ts';
import { doctorInFrench } from './fr/doctor.ts';
import type { Language } from './language.ts';
import { createUnits, type Units } from './units.ts';

/** What was found, in a sentence, and the next step where there is something to mend. */
export interface FindingSentence {
  readonly message: string;
  readonly fix?: string;
}

/** What `doctor` says. */
export interface DoctorText {
  readonly groups: Readonly<Record<Group, string>>;
  /** What each line is about, in a word or two. */
  readonly labels: Readonly<Record<CheckId, string>>;
  readonly findings: {
    readonly [Code in FindingCode]: (facts: FindingFacts[Code], units: Units) => FindingSentence;
  };
  /** The last line. */
  conclusion(problems: number, warnings: number): string;
}

const texts: Record<Language, DoctorText> = { en: doctorInEnglish, fr: doctorInFrench };

export function doctorTextOf(language: Language): DoctorText {
  return texts[language];
}

/** What a check says. */
export function describeCheck({ found }: Check, language: Language): FindingSentence {
  if (found instanceof UserError) {
    const { message, next } = describeError(found, language);
    return { message, fix: next };
  }
  const { code, facts } = found;
  const sentence = texts[language].findings[code] as (facts: unknown, units: Units) => FindingSentence;
  const { message, fix } = sentence(facts, createUnits(language));
  return { message: printable(message), ...(fix === undefined ? {} : { fix: printable(fix) }) };
}

/** Signs before a check, and before the next step; in ASCII where the terminal has nothing else. */
export const doctorMarks: Readonly<Record<'unicode' | 'ascii', Readonly<Record<Status | 'next', string>>>> = {
  unicode: { ok: '✓', warning: '!', problem: '✗', skipped: '·', next: '→' },
  ascii: { ok: '+', warning: '!', problem: 'x', skipped: '-', next: '>' },
};
