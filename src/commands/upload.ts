import type { Command } from 'commander';
import type { UploadResult } from '../client/types.ts';
import { ExitCode } from '../common/errors.ts';
import { runCommand } from './context.ts';
import { modeOf, withMode } from './encryptionMode.ts';
import { withRecipients } from './keyOptions.ts';
import { withServerOptions } from './options.ts';
import type { Output } from './output.ts';
import { sourceOptionsOf, withSourceOptions } from './sourceOptions.ts';
import { transferOptions } from './transferOptions.ts';
import { withSession } from './withSession.ts';

export function addUploadCommand(program: Command): void {
  withMode(withSourceOptions(withRecipients(withServerOptions(program.command('upload')))))
    .argument('<path...>')
    .option('--label <label>')
    .action((paths: string[], _options, command: Command) =>
      runCommand(command, async (context) => {
        const { label } = command.opts<{ label?: string }>();
        const mode = await modeOf(context);
        const options = {
          ...transferOptions(context),
          ...sourceOptionsOf(command),
          mode,
          ...(label === undefined ? {} : { label }),
        };
        const result = await withSession(context, (client, session) =>
          client.uploadFile(session, paths, options),
        );
        return printUploaded(context.output, result);
      }),
    );
}

/** Prints what was stored, and gives the exit code. */
export function printUploaded(output: Output, result: UploadResult): ExitCode | undefined {
  for (const warning of result.warnings) output.note(output.text.warning(warning));
  output.result(describeUpload(result), tellUpload(result, output));
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
