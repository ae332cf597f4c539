import type { FactsOf, UsageProblem, UsageProblemName } from '../common/usageProblem.ts';
import type { Sentence } from './errorSentences.ts';

/** What is said of a command that was called wrongly. */
export interface UsageText {
  /** The next step where nothing else is said: the help of the command, which is named in full. */
  readonly help: (command: string) => string;
  readonly problems: {
    readonly [Name in UsageProblemName]: (facts: FactsOf<Name>) => Sentence | string;
  };
}

/** @param command in full: `secure-client schedule add` */
export function sayUsage({ problems, help }: UsageText, usage: UsageProblem, command: string): Sentence {
  const say = problems[usage.problem] as (facts: UsageProblem) => Sentence | string;
  const said = say(usage);
  return typeof said === 'string' ? { message: said, next: help(command) } : said;
}
