import { exitCodeOf } from '../common/errors.ts';
import { printableLines } from '../common/printable.ts';
import { describeError } from '../text/describeError.ts';
import type { Language } from '../text/language.ts';

/** How an error is said. */
export interface Manner {
  readonly language: Language;
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  /** That was run, in full: `secure-client upload`. */
  readonly command: string;
}

/** Says what went wrong and what to do next, as text or as a JSON document, and sets the exit code. */
export function printError(error: unknown, { language, json, verbose, command }: Manner): void {
  const described = describeError(error, language, command);
  if (json) process.stdout.write(`${JSON.stringify({ error: described })}\n`);
  else process.stderr.write(`${described.message}\n${described.next}\n`);
  if (verbose && error instanceof Error) process.stderr.write(`${printableLines(error.stack ?? '')}\n`);
  process.exitCode = exitCodeOf(error);
}
