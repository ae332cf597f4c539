import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ExitCode } from '../common/errors.ts';
import { chooseTheme } from '../text/themeName.ts';
import { type Context, runCommand } from './context.ts';
import { readTheme, withCommonOptions, withTheme } from './options.ts';
import type { OpenScreens } from './screens.ts';

export function addDemoCommand(program: Command, openScreens: OpenScreens): void {
  withTheme(withCommonOptions(program.command('demo')))
    .option('--keep')
    .action((_options, command: Command) =>
      runCommand(command, (context) =>
        runDemo(context, openScreens, command.opts<{ keep?: boolean }>().keep ?? false),
      ),
    );
}

/** Shows the screens on a throw-away server, and clears everything away. */
export async function runDemo(
  { command, language, output }: Context,
  openScreens: OpenScreens,
  keep: boolean,
): Promise<ExitCode> {
  const { createDemo } = await import('./demoWorld.ts');
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-demo-'));
  // However the process ends: by its user, a fault, a signal or the end of the line.
  if (!keep) process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const demo = await createDemo(folder);
  try {
    const { host, port, username, password, home } = demo;
    const { exitCode } = await openScreens({
      home,
      language,
      theme: chooseTheme(readTheme(command), undefined, process.env),
      login: { host, port: String(port), username, password, remember: true },
    });
    return exitCode;
  } finally {
    await demo.server.close();
    if (keep) output.note(output.text.demoKept(folder));
  }
}
