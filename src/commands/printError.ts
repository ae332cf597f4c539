import { parseArgs } from 'node:util';
import { exitCodeOf, isUserError } from '../common/errors.ts';
import { printableLines } from '../common/printable.ts';
import { describeError } from '../text/describeError.ts';
import { detectLanguage, type Language } from '../text/language.ts';

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
  process.exitCode = exitCodeOf(error);
  // As other programs whose output nobody wants any more: without a word.
  if (isUserError(error, 'pipe-closed')) return;
  const described = describeError(error, language, command);
  if (json) process.stdout.write(`${JSON.stringify({ error: described })}\n`);
  else process.stderr.write(`${described.message}\n${described.next}\n`);
  if (verbose && error instanceof Error) process.stderr.write(`${printableLines(error.stack ?? '')}\n`);
}

/** What can be told of the way to say an error, where the line as a whole is not understood. */
export function mannerOf(argv: readonly string[]): Omit<Manner, 'command'> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: { lang: { type: 'string' }, json: { type: 'boolean' } },
    strict: false,
  });
  const asked = typeof values.lang === 'string' ? values.lang : undefined;
  return { language: detectLanguage(asked, process.env), json: values.json === true };
}
