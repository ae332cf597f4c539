import { basename } from 'node:path';
import type { Command } from 'commander';
import type { UploadResult } from '../client/types.ts';
import type { ExitCode } from '../common/errors.ts';
import { type Context, runCommand } from './context.ts';
import { inputOptionsOf, withInputOptions } from './inputOptions.ts';
import { sealKeysOf, withPassphraseFile, withRecipients } from './keyOptions.ts';
import { withCommonOptions } from './options.ts';
import { isInput, misused, pipe, readInput, writeOutput } from './pipes.ts';
import { sourceOptionsOf, withSourceOptions } from './sourceOptions.ts';
import { noteUploaded, printUploaded } from './upload.ts';

export function addSealCommand(program: Command): void {
  const command = withPassphraseFile(withCommonOptions(program.command('seal')));
  withInputOptions(withSourceOptions(withRecipients(command)))
    .argument('<path...>')
    .requiredOption('-o, --output <file>')
    .action((paths: string[], _options, command: Command) =>
      runCommand(command, (context) => seal(context, paths, command.opts<{ output: string }>().output)),
    );
}

async function seal(context: Context, paths: readonly string[], file: string): Promise<ExitCode | undefined> {
  const { command, output, signal } = context;
  const isPiped = isInput(paths);
  const sealed = isPiped ? sealInput : sealPaths;
  if (file !== pipe) return printUploaded(output, await sealed(context, paths, file));
  if (isPiped && command.opts<{ stdinName?: string }>().stdinName === undefined) misused('stdin-name');
  if (command.optsWithGlobals<{ json?: boolean }>().json) misused('stdout-json');
  if (process.stdout.isTTY) misused('stdout-terminal');
  return noteUploaded(output, await sealed(context, paths, (chunks) => writeOutput(chunks, signal)));
}

/** A file, or what takes the bytes of one. */
type Target = string | ((chunks: AsyncIterable<Buffer>) => Promise<void>);

async function sealPaths(context: Context, paths: readonly string[], target: Target): Promise<UploadResult> {
  const { command, output, signal } = context;
  const { sealToFile, sealToOutput } = await import('../client/sealOffline.ts');
  const keys = await sealKeysOf(context);
  const options = { signal, onProgress: output.progress, ...sourceOptionsOf(command) };
  return typeof target === 'string'
    ? sealToFile(paths, target, keys, options)
    : sealToOutput(paths, keys, options, target);
}

async function sealInput(context: Context, _paths: readonly string[], target: Target): Promise<UploadResult> {
  const { command, home, output, signal } = context;
  const standardName = typeof target === 'string' ? basename(target, '.enc') : undefined;
  const { fileName = '', allowEmpty } = inputOptionsOf(command, standardName);
  const input = readInput(context);
  const { sealInputToFile, sealInputToOutput } = await import('../client/sealOffline.ts');
  const keys = await sealKeysOf(context);
  const options = { signal, onProgress: output.progress, fileName, allowEmpty };
  return typeof target === 'string'
    ? sealInputToFile(input, target, keys, options)
    : sealInputToOutput(input, home, keys, options, target);
}
