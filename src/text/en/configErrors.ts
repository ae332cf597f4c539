import type { ConfigProblem, ExpectedValue } from '../../common/configProblem.ts';
import type { ErrorSentences } from '../errorSentences.ts';

/** What is said of settings that cannot be. */
export const configErrorsInEnglish = {
  'config-key-unknown': ({ key, nearest, keys }) => ({
    message: `There is no setting ${key}.`,
    next: `${nearest === null ? '' : `Do you mean ${nearest}? `}There are: ${keys.join(', ')}.`,
  }),
  'config-key-needed': ({ key, whole }) => ({
    message: `${key} cannot be taken away: ${whole} needs it.`,
    next: `All of it is taken away with: secure-client config unset "${whole}"`,
  }),
  'config-value-refused': ({ key, expected }) => ({
    message: `${key} has to be ${describeExpected(expected)}.`,
    next: 'Nothing was changed. secure-client config schema tells what each setting takes.',
  }),
  'config-password': () => ({
    message: 'Passwords are not kept in config.json, and not shown.',
    next: 'secure-client login --remember-password keeps one, in the keyring of the system or sealed.',
  }),
  'config-not-set': ({ key, usual }) => ({
    message: usual === null ? `${key} is not set.` : `${key} is not set; it counts as ${usual}.`,
    next: 'secure-client config list shows what is set.',
  }),
  'config-invalid': ({ path, problems }) => ({
    message: `Not kept: ${problems.map(describeConfigProblem).join(' ')}`,
    next: `${path} is as it was. Try again with: secure-client config edit`,
  }),
  'config-changed-meanwhile': ({ path, copyPath }) => ({
    message: `${path} was changed by someone else meanwhile, and stays so.`,
    next: `What you wrote is in ${copyPath}.`,
  }),
  'editor-missing': ({ editor }) => ({
    message: editor === null ? 'No editor is set.' : `There is no editor ${editor}.`,
    next: 'Set the variable VISUAL or EDITOR to one, such as: export EDITOR=nano',
  }),
  'editor-failed': ({ editor, exitCode }) => ({
    message: `${editor} ended with ${exitCode === null ? 'a signal' : `exit code ${exitCode}`}: nothing was changed.`,
    next: 'Set the variable VISUAL or EDITOR to another editor, or use secure-client config set.',
  }),
} satisfies Partial<ErrorSentences>;

/** One thing that is wrong with `config.json`, as a sentence. */
export function describeConfigProblem(problem: ConfigProblem): string {
  switch (problem.kind) {
    case 'not-json':
      return `This is no JSON: line ${problem.line}, column ${problem.column}.`;
    case 'unknown-key': {
      const { key, nearest } = problem;
      return `There is no setting ${key}${nearest === null ? '.' : `; do you mean ${nearest}?`}`;
    }
    case 'value':
      return `${problem.key} has to be ${describeExpected(problem.expected)}.`;
  }
}

function describeExpected(expected: ExpectedValue): string {
  switch (expected.kind) {
    case 'text':
      return 'text that is not empty';
    case 'url':
      return 'an address that begins with https:// or http://';
    case 'absolute-path':
      return 'a path that begins with /';
    case 'one-of':
      return expected.values.length === 1
        ? String(expected.values[0])
        : `one of ${expected.values.join(', ')}`;
    case 'number': {
      const { isWhole, least, above, most } = expected;
      const limits = [
        ...(least === null ? [] : [`from ${least}`]),
        ...(above === null ? [] : [`above ${above}`]),
        ...(most === null ? [] : [least === null ? `and at most ${most}` : `to ${most}`]),
      ];
      return [isWhole ? 'a whole number' : 'a number', ...limits].join(' ');
    }
    case 'json': {
      if (expected.example !== null) return `JSON such as ${expected.example}`;
      return expected.keys.length === 0
        ? 'a JSON object'
        : `a JSON object with keys out of ${expected.keys.join(', ')}`;
    }
  }
}
