import packageJson from '../../package.json' with { type: 'json' };
import { type Check, exitCodeOfChecks, groupOf } from '../client/doctor/check.ts';
import type { ExitCode } from '../common/errors.ts';
import { detectCharset } from '../common/terminal.ts';
import { describeCheck, doctorMarks, doctorTextOf } from '../text/doctorText.ts';
import type { Language } from '../text/language.ts';
import type { Context } from './context.ts';
import { runChecks } from './doctorChecks.ts';

/**
 * Looks at everything and prints each group as soon as it is known.
 *
 * @returns the exit code of the first problem; 0 where there is none
 * @throws {UserError} see `runChecks`
 */
export async function reportChecks(context: Context, isOffline: boolean): Promise<ExitCode> {
  const { output, language } = context;
  const checks: Check[] = [];
  const versions = {
    program: packageJson.version,
    neededNode: packageJson.engines.node.replace('>=', ''),
  };
  for await (const group of runChecks(context, { isOffline, versions })) {
    checks.push(...group);
    output.part(`${linesOf(group, language).join('\n')}\n`);
  }
  const count = (wanted: Check['status']) => checks.filter(({ status }) => status === wanted).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  output.result(
    { checks: checks.map((check) => documentOf(check, language)), problems, warnings },
    doctorTextOf(language).conclusion(problems, warnings),
  );
  return exitCodeOfChecks(checks);
}

function documentOf(check: Check, language: Language) {
  const { id, status } = check;
  return { id, group: groupOf(id), status, ...describeCheck(check, language) };
}

/** A group in lines: what it is, then mark, label and finding of each check, and below it what to do. */
function linesOf(checks: readonly Check[], language: Language): string[] {
  const { groups, labels } = doctorTextOf(language);
  const marks = doctorMarks[detectCharset(process.env) === 'unicode' ? 'unicode' : 'ascii'];
  const width = Math.max(...Object.values(labels).map(({ length }) => length));
  const [first] = checks;
  const title = first === undefined ? [] : [groups[groupOf(first.id)]];
  return [
    ...title,
    ...checks.flatMap((check) => {
      const { message, fix } = describeCheck(check, language);
      const line = `  ${marks[check.status]} ${labels[check.id].padEnd(width)}  ${message}`;
      return fix === undefined ? [line] : [line, `${' '.repeat(width + 6)}${marks.next} ${fix}`];
    }),
  ];
}
