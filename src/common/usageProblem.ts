/** Of the value that an option, or an argument, was given. */
interface Given {
  /** As it is typed: `--port`, `<size>`. */
  readonly option: string;
}

/** What a value may be refused for: also what the schemas of options give as their messages. */
const valueProblems = [
  'port',
  'listening-port',
  'fingerprint',
  'profile-name',
  'interval',
  'count',
  'keep-count',
  'days',
  'seconds',
  'quota',
  'value',
] as const;
export type ValueProblem = (typeof valueProblems)[number];

/** What cannot be done with standard input and output. */
export type PipeProblem =
  | 'stdin-terminal'
  | 'stdin-not-alone'
  | 'stdin-options'
  | 'stdin-compress'
  | 'stdin-server-mode'
  | 'stdin-label'
  | 'stdin-name'
  | 'stdin-name-unusable'
  | 'stdout-terminal'
  | 'stdout-json'
  | 'stdout-options';

/** Everything that a command can be given wrongly, with the facts that its sentence needs. */
interface UsageFacts extends Record<ValueProblem, Given>, Record<PipeProblem, object> {
  // the command line itself
  'unknown-option': { readonly option: string; readonly similar: readonly string[] };
  'unknown-command': { readonly command: string; readonly similar: readonly string[] };
  'missing-command': { readonly commands: readonly string[] };
  'missing-argument': { readonly argument: string };
  'missing-option': { readonly option: string };
  'missing-value': { readonly option: string };
  'too-many-arguments': { readonly excess: readonly string[] };
  'not-a-choice': Given & { readonly choices: readonly string[] };
  /** For what has no sentence of its own. */
  'command-line': object;
  // options that do not go together, or of which one is missing
  'forget-alone': object;
  'watch-alone': object;
  'one-rule': object;
  'zone-without-time': object;
  'keep-what': object;
  'which-server': object;
  'whose-certificate': object;
  'request-of-server': object;
  'server-without-name': object;
  'data-or-store': object;
  'data-or-database': object;
  'options-exclude': { readonly option: string; readonly other: string };
  'option-needs': { readonly option: string; readonly needed: string };
  // values that more than one option, or the screens, may bring
  zone: { readonly zone: string };
  'time-of-day': object;
  cron: object;
  'account-name': object;
  'account-password': object;
  'passphrases-differ': object;
  'passwords-differ': object;
  'common-name': { readonly name: string };
  'host-name': { readonly name: string };
  'ip-address': { readonly address: string };
  'same-name': { readonly name: string };
  'too-many-files': object;
  'path-with-line-break': { readonly path: string };
  // certificates and the server
  'authority-expired': object;
  'authority-unreadable': object;
  'authority-not-one': object;
  'authority-key-mismatch': object;
  'authority-key-kind': object;
  'certificate-unreadable': { readonly path: string };
  'certificate-of-others': { readonly path: string };
  'server-certificate': { readonly reason: string };
  'revocation-list': { readonly reason: string };
  'store-url': object;
  'session-keys': { readonly path: string };
  'database-url': object;
  'database-password': object;
  'cannot-listen': { readonly host: string; readonly port: number; readonly reason: string };
}

export type UsageProblemName = keyof UsageFacts;

/** The facts of one problem. */
export type FactsOf<Name extends UsageProblemName> = UsageFacts[Name];

/** What is wrong with how a command was called. `src/text` holds its sentence in each language. */
export type UsageProblem = {
  [Name in UsageProblemName]: { readonly problem: Name } & UsageFacts[Name];
}[UsageProblemName];

/** True for what a schema of options gives as its message; not for what the library says by itself. */
export function isValueProblem(message: string): message is ValueProblem {
  return valueProblems.some((problem) => problem === message);
}
