import { Command, CommanderError, type ErrorOptions } from 'commander';
import { ExitCode } from '../common/errors.ts';
import type { UsageProblem } from '../common/usageProblem.ts';
import { readComplaint } from './readComplaint.ts';

/** A command line that is not understood. */
export class Misunderstanding extends CommanderError {
  readonly usage: UsageProblem;
  /** In full: `secure-client schedule add`. */
  readonly command: string;

  constructor(code: string, usage: UsageProblem, command: Command) {
    super(ExitCode.usage, code, usage.problem);
    this.usage = usage;
    this.command = fullNameOf(command);
  }
}

/** A command that leaves it to us, and to the language of the user, to say what is wrong. */
export class SpokenCommand extends Command {
  /** Commander's own, which its types leave out. Calls `error` with what is similar. */
  declare readonly unknownCommand: () => never;

  override createCommand(name?: string): SpokenCommand {
    return new SpokenCommand(name);
  }

  /** The command below this one that these words name. @throws {Misunderstanding} */
  named([word, ...rest]: readonly string[]): SpokenCommand {
    if (word === undefined) return this;
    const inner = this.commands.find((command) => command.name() === word);
    if (inner instanceof SpokenCommand) return inner.named(rest);
    this.args = [word];
    return this.unknownCommand();
  }

  override error(message: string, { code = 'commander.error' }: ErrorOptions = {}): never {
    const { args, commands, registeredArguments } = this;
    const isCommandUnknown = commands.length > 0 && args[0] !== undefined && !args[0].startsWith('-');
    // Commander looks at options and counts arguments first, where a command can be left out.
    if (isCommandUnknown && code !== 'commander.unknownCommand') return this.unknownCommand();
    const usage: UsageProblem =
      code === 'commander.excessArguments'
        ? { problem: 'too-many-arguments', excess: args.slice(registeredArguments.length) }
        : readComplaint(message);
    throw new Misunderstanding(code, usage, this);
  }
}

/** As it is typed: `secure-client schedule add`. */
export function fullNameOf(command: Command): string {
  const { parent } = command;
  return parent === null ? command.name() : `${fullNameOf(parent)} ${command.name()}`;
}
