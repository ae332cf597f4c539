import { ExitCode, exitCodeOfErrorCode, UserError } from '../../common/errors.ts';
import type { FindingCode, FindingFacts } from './findings.ts';

/** What is looked at, in the order in which it is told. What comes before the dot is the group. */
export const checkIds = [
  'home.folder',
  'home.files',
  'home.config',
  'home.remembered',
  'home.state',
  'home.disk',
  'certificates.client',
  'certificates.usage',
  'certificates.key',
  'certificates.authority',
  'certificates.chain',
  'connection.name',
  'connection.port',
  'connection.tls',
  'connection.certificate',
  'connection.pin',
  'connection.answer',
  'connection.clock',
  'account.passphrase',
  'account.login',
  'account.abilities',
  'schedule.file',
  'schedule.sources',
  'schedule.uploads',
  'schedule.lock',
  'terminal.kind',
  'terminal.size',
  'terminal.charset',
  'terminal.colours',
  'program.version',
  'program.node',
] as const;
export type CheckId = (typeof checkIds)[number];

type GroupOf<Id> = Id extends `${infer Name}.${string}` ? Name : never;
export type Group = GroupOf<CheckId>;

/** `skipped`: not checked, and the finding says why. */
export type Status = 'ok' | 'warning' | 'problem' | 'skipped';

/** What was found, in words of `src/text`. */
export type Finding = { [Code in FindingCode]: { code: Code; facts: FindingFacts[Code] } }[FindingCode];

/** One thing that was looked at. */
export interface Check {
  readonly id: CheckId;
  readonly status: Status;
  /** An error is told as anywhere else. */
  readonly found: Finding | UserError;
}

/** Makes a check of something found. */
export function check<Code extends FindingCode>(
  id: CheckId,
  status: Status,
  code: Code,
  facts: FindingFacts[Code],
): Check {
  return { id, status, found: { code, facts } as Finding };
}

/** A problem that an error tells. Whatever is no `UserError` is a bug of ours, or the end of it all. */
export function failed(id: CheckId, error: unknown): Check {
  if (!(error instanceof UserError)) throw error;
  return { id, status: 'problem', found: error };
}

/** What cannot be looked at, because of what another check has found. */
export function notChecked(after: CheckId, ...ids: readonly CheckId[]): Check[] {
  return ids.map((id) => check(id, 'skipped', 'not-checked', { after }));
}

export function groupOf(id: CheckId): Group {
  return id.slice(0, id.indexOf('.')) as Group;
}

/** What a problem that is no error ends the program with. */
const exitCodes: Readonly<Record<Group, ExitCode>> = {
  home: ExitCode.localDisk,
  certificates: ExitCode.connection,
  connection: ExitCode.connection,
  account: ExitCode.credentials,
  schedule: ExitCode.doneWithWarnings,
  terminal: ExitCode.usage,
  program: ExitCode.usage,
};

/** The exit code of the first problem; 0 where there is none. */
export function exitCodeOfChecks(checks: readonly Check[]): ExitCode {
  const problem = checks.find(({ status }) => status === 'problem');
  if (problem === undefined) return ExitCode.done;
  const { id, found } = problem;
  if (found instanceof UserError) return found.exitCode;
  // What the upload itself ended with.
  if (found.code === 'upload-failed' && found.facts.code !== '') return exitCodeOfErrorCode(found.facts.code);
  return exitCodes[groupOf(id)];
}
