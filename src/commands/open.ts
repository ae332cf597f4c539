import type { Command } from 'commander';
import { printContents, printVerified } from './contents.ts';
import { runCommand } from './context.ts';
import { openKeysOf, withIdentities, withPassphraseFile } from './keyOptions.ts';
import { withCommonOptions } from './options.ts';
import { pipe, readInput, writeOutput } from './pipes.ts';
import { goesToOutput, printRestored, restoreOptionsOf, withRestoreOptions } from './restoreOptions.ts';
import { outputOptions } from './transferOptions.ts';

export function addOpenCommand(program: Command): void {
  withRestoreOptions(withIdentities(withPassphraseFile(withCommonOptions(program.command('open')))))
    .argument('<file>')
    .option('--to <dir>')
    .option('--list')
    .option('--verify')
    .action((path: string, _options, command: Command) =>
      runCommand(command, async (context) => {
        const { home, output, signal } = context;
        const {
          to = '.',
          list = false,
          verify = false,
        } = command.opts<{ to?: string; list?: boolean; verify?: boolean }>();
        const isToOutput = goesToOutput(command, to);
        const file = path === pipe ? { input: readInput(context), home } : path;
        const offline = await import('../client/offline.ts');
        const keys = await openKeysOf(context);
        if (isToOutput) {
          const wanted = { ...outputOptions(context), only: restoreOptionsOf(command).only };
          await offline.openToOutput(file, home, keys, wanted, (content) => writeOutput(content, signal));
          return undefined;
        }
        if (list) {
          printContents(output, await offline.showFile(file, keys));
          return undefined;
        }
        const transfer = { signal, onProgress: output.progress };
        if (verify) {
          printVerified(output, [await offline.verifyFile(file, keys, transfer)]);
          return undefined;
        }
        const options = { ...transfer, destination: to, ...restoreOptionsOf(command) };
        return printRestored(output, await offline.openFile(file, keys, options));
      }),
    );
}
