import type { UsageProblem } from '../common/usageProblem.ts';

/** What Commander complains about. The facts are only in its sentences, which are English. */
export function readComplaint(message: string): UsageProblem {
  for (const [pattern, problemOf] of complaints) {
    const found = pattern.exec(message);
    if (found !== null) return problemOf(...found.slice(1));
  }
  return { problem: 'command-line' };
}

const complaints: readonly (readonly [RegExp, (...found: string[]) => UsageProblem])[] = [
  [
    /^error: unknown option '(.*?)'(?:\n\(Did you mean (?:one of )?(.*)\?\))?$/s,
    (option = '', similar) => ({ problem: 'unknown-option', option, similar: listed(similar) }),
  ],
  [
    /^error: unknown command '(.*?)'(?:\n\(Did you mean (?:one of )?(.*)\?\))?$/s,
    (command = '', similar) => ({ problem: 'unknown-command', command, similar: listed(similar) }),
  ],
  [
    /^error: missing required argument '(.*)'$/s,
    (argument = '') => ({ problem: 'missing-argument', argument }),
  ],
  [
    /^error: required option '(.*)' not specified$/s,
    (flags = '') => ({ problem: 'missing-option', option: longFlag(flags) }),
  ],
  [
    /^error: option '(.*)' argument missing$/s,
    (flags = '') => ({ problem: 'missing-value', option: longFlag(flags) }),
  ],
  [
    /^error: option '(.*?)' argument '.*' is invalid\. Allowed choices are (.*)\.$/s,
    (flags = '', choices) => ({ problem: 'not-a-choice', option: longFlag(flags), choices: listed(choices) }),
  ],
  [
    /^error: command-argument value '.*' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/s,
    (argument, choices) => ({ problem: 'not-a-choice', option: `<${argument}>`, choices: listed(choices) }),
  ],
];

function listed(names = ''): string[] {
  return names === '' ? [] : names.split(', ');
}

/** `--output` of `-o, --output <file>`. */
function longFlag(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
