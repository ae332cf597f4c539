import type { Command } from 'commander';
import { type ExitCode, exitCodeOf } from '../common/errors.ts';
import { printableLines } from '../common/printable.ts';
import { findHome } from '../config/home.ts';
import { describeError } from '../text/describeError.ts';
import { detectLanguage, type Language } from '../text/language.ts';
import { checkNode } from './checkNode.ts';
import { type CommonOptions, readCommonOptions } from './options.ts';
import { Output } from './output.ts';

/** What every command works with. */
export interface Context {
  readonly command: Command;
  readonly home: string;
  readonly language: Language;
  readonly output: Output;
  /** Aborted when the user, or the system, wants the program to end. */
  readonly signal: AbortSignal;
}

/**
 * Runs one command and sets the exit code; the only place where an error of a command is printed.
 *
 * @param work returns the exit code when it is not 0
 */
export async function runCommand(
  command: Command,
  work: (context: Context) => Promise<ExitCode | undefined>,
): Promise<void> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, interrupt);
  const raw: { lang?: string; json?: boolean; verbose?: boolean } = command.optsWithGlobals();
  const language = detectLanguage(raw.lang, process.env);
  try {
    checkNode();
    const options: CommonOptions = readCommonOptions(command);
    const output = new Output(language, options);
    const home = findHome(options.home, process.env);
    process.exitCode = (await work({ command, home, language, output, signal: abort.signal })) ?? 0;
  } catch (error) {
    const described = describeError(error, language);
    if (raw.json) process.stdout.write(`${JSON.stringify({ error: described })}\n`);
    else process.stderr.write(`${described.message}\n${described.next}\n`);
    if (raw.verbose && error instanceof Error) process.stderr.write(`${printableLines(error.stack ?? '')}\n`);
    process.exitCode = exitCodeOf(error);
  } finally {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, interrupt);
  }
}
