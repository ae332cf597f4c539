import type { Command } from 'commander';
import { runCommand } from './context.ts';
import { sealKeysOf, withPassphraseFile, withRecipients } from './keyOptions.ts';
import { withCommonOptions } from './options.ts';
import { sourceOptionsOf, withSourceOptions } from './sourceOptions.ts';
import { printUploaded } from './upload.ts';

export function addSealCommand(program: Command): void {
  withSourceOptions(withRecipients(withPassphraseFile(withCommonOptions(program.command('seal')))))
    .argument('<path...>')
    .requiredOption('-o, --output <file>')
    .action((paths: string[], _options, command: Command) =>
      runCommand(command, async (context) => {
        const { output, signal } = context;
        const { output: file } = command.opts<{ output: string }>();
        const { sealToFile } = await import('../client/offline.ts');
        const keys = await sealKeysOf(context);
        const result = await sealToFile(paths, file, keys, {
          signal,
          onProgress: output.progress,
          ...sourceOptionsOf(command),
        });
        return printUploaded(output, result);
      }),
    );
}
