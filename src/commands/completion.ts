import { Argument, type Command } from 'commander';
import { loadHelpText } from '../text/help/helpText.ts';
import { bare, type Completion, complete } from './completion/complete.ts';
import { type Shell, scripts, shells } from './completion/scripts.ts';
import { settingSources } from './completion/settingSources.ts';
import { runCommand } from './context.ts';
import { withCommonOptions, withServerOptions } from './options.ts';
import { withSession } from './withSession.ts';

/** Who presses Tab does not wait longer for the names of archives. */
const patienceMilliseconds = 3000;

export function addCompletionCommand(program: Command): void {
  withCommonOptions(program.command('completion'))
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell: Shell, _options, command: Command) =>
      runCommand(command, async ({ output }) => {
        output.result({ shell, script: scripts[shell] }, scripts[shell].trimEnd());
        return undefined;
      }),
    );

  withServerOptions(program.command('__complete', { hidden: true }))
    .argument('<words...>')
    .action((words: string[], _options, command: Command) =>
      runCommand(command, async (context) => {
        const { home, language } = context;
        const patient = { ...context, signal: AbortSignal.timeout(patienceMilliseconds) };
        const completion = await complete(
          program,
          await loadHelpText(language),
          { ...settingSources(home), archives: () => archiveNames(patient) },
          words.slice(0, -1),
          words.at(-1) ?? '',
        );
        const values = completion.kind === 'values' ? completion.values : [];
        const lines = values.map(({ value, description }) => `${value}\t${description}\n`);
        process.stdout.write(`${completion.kind}\n${lines.join('')}`);
        return undefined;
      }),
    );
}

/** The names on the server; none where it cannot be asked without asking the user. */
async function archiveNames(context: Parameters<typeof withSession>[0]): Promise<Completion> {
  const { output, signal } = context;
  try {
    const archives = await withSession(context, (client, session) => client.listFiles(session, signal));
    const values = archives.map(({ name, uploadedAt }) => ({
      value: name,
      description: uploadedAt === null ? '' : output.units.date(uploadedAt),
    }));
    return { kind: 'values', values };
  } catch {
    return bare([]);
  }
}
