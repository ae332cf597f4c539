import type { Command } from 'commander';
import type { SourceSelection } from '../client/types.ts';
import { collect } from './options.ts';

/** Options of commands that choose among the sources. */
export function withSourceOptions(command: Command): Command {
  return command
    .option(
      '--include <glob>',
      'store only what matches: a name (*.odt), a path in the archive (etc/ssh), or one that begins with /; repeatable',
      collect,
    )
    .option('--exclude <glob>', 'leave out what matches, with everything in it; repeatable', collect);
}

/** Reads them. */
export function sourceOptionsOf(command: Command): SourceSelection {
  const { include, exclude } = command.opts<{ include?: string[]; exclude?: string[] }>();
  return { include, exclude };
}
