import { type Command, Option } from 'commander';
import type { UploadResult } from '../client/types.ts';
import { ExitCode } from '../common/errors.ts';
import { type Compression, compressions } from '../config/compression.ts';
import { type Context, runCommand } from './context.ts';
import { askedMode, modeOf, withMode } from './encryptionMode.ts';
import { inputOptionsOf, withInputOptions } from './inputOptions.ts';
import { withRecipients } from './keyOptions.ts';
import { withServerOptions } from './options.ts';
import type { Output } from './output.ts';
import { isInput, misused, readInput } from './pipes.ts';
import { sourceOptionsOf, withSourceOptions } from './sourceOptions.ts';
import { transferOptions } from './transferOptions.ts';
import { withSession } from './withSession.ts';

export function addUploadCommand(program: Command): void {
  const command = withSourceOptions(withRecipients(withServerOptions(program.command('upload'))));
  withInputOptions(withMode(command))
    .argument('<path...>')
    .option('--label <label>')
    .addOption(new Option('--compress <policy>').choices(compressions))
    .action((paths: string[], _options, command: Command) =>
      runCommand(command, async (context) => {
        const result = isInput(paths) ? await uploadInput(context) : await uploadPaths(context, paths);
        return printUploaded(context.output, result);
      }),
    );
}

interface NamedOptions {
  readonly label?: string;
  readonly compress?: Compression;
}

async function uploadPaths(context: Context, paths: readonly string[]): Promise<UploadResult> {
  const mode = await modeOf(context);
  const { label, compress } = context.command.opts<NamedOptions>();
  const options = {
    ...transferOptions(context),
    ...sourceOptionsOf(context.command),
    mode,
    ...(label === undefined ? {} : { label }),
    ...(compress === undefined ? {} : { compress }),
  };
  return withSession(context, (client, session) => client.uploadFile(session, paths, options), {
    willSeal: mode !== 'server',
  });
}

async function uploadInput(context: Context): Promise<UploadResult> {
  const { label = '', compress } = context.command.opts<NamedOptions>();
  if (label === '') misused('stdin-label');
  if (compress !== undefined) misused('stdin-compress');
  if ((await askedMode(context)) === 'server') misused('stdin-server-mode');
  const options = { ...transferOptions(context), ...inputOptionsOf(context.command, undefined), label };
  const input = readInput(context);
  return withSession(context, async (_client, session) => {
    const pipes = await import('../client/pipes/uploadInput.ts');
    return pipes.uploadInput(session, input, options);
  });
}

/** Prints what was stored, and gives the exit code. */
export function printUploaded(output: Output, result: UploadResult): ExitCode | undefined {
  for (const warning of result.warnings) output.note(output.text.warning(warning));
  output.result(describeUpload(result), tellUpload(result, output));
  return result.warnings.length > 0 ? ExitCode.doneWithWarnings : undefined;
}

/** The same where standard output is taken: all of it is a remark. */
export function noteUploaded(output: Output, result: UploadResult): ExitCode | undefined {
  for (const warning of result.warnings) output.note(output.text.warning(warning));
  output.note(tellUpload(result, output));
  return result.warnings.length > 0 ? ExitCode.doneWithWarnings : undefined;
}

/** An upload as a sentence. */
export function tellUpload(result: UploadResult, { text, units }: Output): string {
  return result.mode === 'server' ? text.uploadedPlain(result, units) : text.uploaded(result, units);
}

/** An upload as JSON. */
export function describeUpload({ mode, name, bytes, sealedBytes, entries, warnings }: UploadResult) {
  return { mode, name, bytes, sealed_bytes: sealedBytes, entries, warnings };
}
