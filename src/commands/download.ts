import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { OverwritePolicy } from '../client/types.ts';
import { ExitCode } from '../common/errors.ts';
import { homePaths } from '../config/home.ts';
import { runCommand } from './context.ts';
import { withServerOptions } from './options.ts';
import { withSession } from './withSession.ts';

const policies: readonly OverwritePolicy[] = ['never', 'always', 'newer', 'rename'];

export function addDownloadCommand(program: Command): void {
  withServerOptions(program.command('download'))
    .description('receive an archive, decrypt it and restore its files')
    .argument('<name>', 'archive, as `list` shows it')
    .option('--to <dir>', 'folder to restore into (default: a folder in the downloads of the home)')
    .addOption(
      new Option('--overwrite <policy>', 'what to do about files that are there')
        .choices(policies)
        .default('never'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  secure-client download www_2026-11-22T10-00-00.enc --to /tmp/restored',
    )
    .action((name: string, _options, command: Command) =>
      runCommand(command, async (context) => {
        const { home, output, signal } = context;
        const { to, overwrite } = command.opts<{ to?: string; overwrite: OverwritePolicy }>();
        const destination =
          to ?? join(homePaths(home).downloads, name.replace(/\.enc$/, '').replaceAll('/', '_'));
        const result = await withSession(context, (client, session) =>
          client.downloadAndDecryptFile(session, name, {
            destination,
            overwrite,
            signal,
            onProgress: output.progress,
          }),
        );
        for (const warning of result.warnings) output.note(output.text.warning(warning));
        const { entries, bytes, warnings } = result;
        output.result(
          { name, destination: result.destination, entries, bytes, warnings },
          output.text.downloaded(result, output.units),
        );
        return warnings.length > 0 ? ExitCode.doneWithWarnings : undefined;
      }),
    );
}
