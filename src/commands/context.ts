import type { Command } from 'commander';
import type { ExitCode } from '../common/errors.ts';
import { findHome } from '../config/home.ts';
import { detectLanguage, type Language } from '../text/language.ts';
import { type CommonOptions, readCommonOptions } from './options.ts';
import { Output } from './output.ts';
import { printError } from './printError.ts';
import { fullNameOf } from './spokenCommand.ts';

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
 * Runs one command and sets the exit code.
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
    const options: CommonOptions = readCommonOptions(command);
    const output = new Output(language, options);
    const home = findHome(options.home, process.env);
    process.exitCode = (await work({ command, home, language, output, signal: abort.signal })) ?? 0;
  } catch (error) {
    printError(error, { ...raw, language, command: fullNameOf(command) });
  } finally {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, interrupt);
  }
}
