import { type Command, Option } from 'commander';
import type { DownloadResult, OverwritePolicy } from '../client/types.ts';
import { ExitCode } from '../common/errors.ts';
import { repeatable } from './options.ts';
import type { Output } from './output.ts';
import { misused, pipe } from './pipes.ts';

const policies: readonly OverwritePolicy[] = ['never', 'skip', 'always', 'newer', 'rename'];

/** Options of commands that restore. */
export function withRestoreOptions(command: Command): Command {
  return command
    .addOption(repeatable('--only <entry>'))
    .addOption(new Option('--overwrite <policy>').choices(policies).default('never'))
    .option('--owner')
    .option('--legacy');
}

/** Reads them. */
export function restoreOptionsOf(command: Command) {
  const {
    only = [],
    overwrite,
    owner = false,
    legacy = false,
  } = command.opts<{
    only?: string[];
    overwrite: OverwritePolicy;
    owner?: boolean;
    legacy?: boolean;
  }>();
  return { only, overwrite, setOwner: owner, legacy };
}

/**
 * Whether the content of one file goes to standard output; `only` chooses it.
 *
 * @throws {UserError} `usage` for options that mean nothing then
 */
export function goesToOutput(command: Command, to: string | undefined): boolean {
  if (to !== pipe) return false;
  const meaningless = ['overwrite', 'owner', 'legacy', 'list', 'verify'];
  if (meaningless.some((name) => command.getOptionValueSource(name) === 'cli')) misused('stdout-options');
  if (command.optsWithGlobals<{ json?: boolean }>().json) misused('stdout-json');
  return true;
}

/** Prints what was restored, and gives the exit code. */
export function printRestored(output: Output, result: DownloadResult): ExitCode | undefined {
  for (const warning of result.warnings) output.note(output.text.warning(warning));
  const { name, destination, entries, bytes, warnings } = result;
  output.result(
    { name, destination, entries, bytes, warnings },
    output.text.downloaded(result, output.units),
  );
  return warnings.length > 0 ? ExitCode.doneWithWarnings : undefined;
}
