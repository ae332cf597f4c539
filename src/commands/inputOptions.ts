import type { Command } from 'commander';
import { isFileName } from '../client/pipes/fileName.ts';
import { misused } from './pipes.ts';
import { sourceOptionsOf } from './sourceOptions.ts';

/** Options of commands that store standard input. */
export function withInputOptions(command: Command): Command {
  return command.option('--stdin-name <name>').option('--allow-empty');
}

/**
 * Reads them.
 *
 * @param standardName of the file in the archive, where none is given
 * @throws {UserError} `usage` for a name that no file can have, and for globs, which choose among files
 */
export function inputOptionsOf(
  command: Command,
  standardName: string | undefined,
): { readonly fileName: string | undefined; readonly allowEmpty: boolean } {
  const { include = [], exclude = [] } = sourceOptionsOf(command);
  if (include.length + exclude.length > 0) misused('stdin-options');
  const { stdinName, allowEmpty = false } = command.opts<{ stdinName?: string; allowEmpty?: boolean }>();
  const fileName = stdinName ?? standardName;
  if (fileName !== undefined && !isFileName(fileName)) misused('stdin-name-unusable');
  return { fileName, allowEmpty };
}
