import type { FactsOf, UsageProblem, UsageProblemName } from '../common/usageProblem.ts';
import type { Sentence } from './errorSentences.ts';

/** What is said of a command that was called wrongly. It is named in full: `secure-client schedule add`. */
export interface UsageText {
  /** The next step where nothing else is said: the help of the command. */
  readonly help: (command: string) => string;
  readonly problems: {
    readonly [Name in UsageProblemName]: (facts: FactsOf<Name>, command: string) => Sentence | string;
  };
}

/** Of an error of usage, what is wrong and what to do next. @param command that was run, in full */
export function sayUsage({ problems, help }: UsageText, usage: UsageProblem, command: string): Sentence {
  const say = problems[usage.problem] as (facts: UsageProblem, command: string) => Sentence | string;
  const said = say(usage, command);
  return typeof said === 'string' ? { message: said, next: help(command) } : said;
}
