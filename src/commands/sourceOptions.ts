import type { Command } from 'commander';
import type { SourceSelection } from '../client/types.ts';
import { repeatable } from './options.ts';

/** Options of commands that choose among the sources. */
export function withSourceOptions(command: Command): Command {
  return command.addOption(repeatable('--include <glob>')).addOption(repeatable('--exclude <glob>'));
}

/** Reads them. */
export function sourceOptionsOf(command: Command): SourceSelection {
  const { include, exclude } = command.opts<{ include?: string[]; exclude?: string[] }>();
  return { include, exclude };
}
