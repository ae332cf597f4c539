import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import { isValueProblem, type UsageProblem, type ValueProblem } from '../common/usageProblem.ts';

/** A value as typed: whatever the schema has against it, it is told as that problem. */
export function refusedAs<T>(problem: ValueProblem, schema: z.ZodType<T>): z.ZodType<T> {
  return z.unknown().transform((typed, context) => {
    const parsed = schema.safeParse(typed);
    if (parsed.success) return parsed.data;
    context.addIssue(problem);
    return z.NEVER;
  });
}

/** The options of a command and of those above it, checked. @throws {UserError} `usage` */
export function parseOptions<T>(schema: z.ZodType<T>, command: Command): T {
  const parsed = schema.safeParse(command.optsWithGlobals());
  if (parsed.success) return parsed.data;
  throw new UserError('usage', problemOf(parsed.error));
}

/** What the library says by itself is English, and so is never shown. */
function problemOf({ issues: [issue] }: z.ZodError): UsageProblem {
  if (issue === undefined) return { problem: 'command-line' };
  const option = optionOf(String(issue.path[0]));
  if (issue.code === 'invalid_value') {
    return { problem: 'not-a-choice', option, choices: issue.values.map(String) };
  }
  return { problem: isValueProblem(issue.message) ? issue.message : 'value', option };
}

/** As it is typed: `--keep-last` for `keepLast`. */
function optionOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
