import type { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { type Check, exitCodeOfChecks, groupOf } from '../client/doctor/check.ts';
import { detectCharset } from '../common/terminal.ts';
import { describeCheck, doctorMarks, doctorTextOf } from '../text/doctorText.ts';
import type { Language } from '../text/language.ts';
import { runCommand } from './context.ts';
import { withServerOptions } from './options.ts';

export function addDoctorCommand(program: Command): void {
  withServerOptions(program.command('doctor'))
    .option('--offline')
    .action((_options, command: Command) =>
      runCommand(command, async (context) => {
        const { output, language } = context;
        const isOffline = command.opts<{ offline?: boolean }>().offline ?? false;
        const checks: Check[] = [];
        const { runChecks } = await import('./doctorChecks.ts');
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
      }),
    );
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
