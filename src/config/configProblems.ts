import type { z } from 'zod';
import type { ConfigProblem } from '../common/configProblem.ts';
import { UserError } from '../common/errors.ts';
import { nearest } from '../common/nearest.ts';
import { configSchema } from './configSchema.ts';
import { expectedBy } from './expected.ts';
import { jsonFault } from './jsonFault.ts';
import { schemaAt } from './keys.ts';

/** What is wrong with the text of a `config.json`; nothing where it can be used. A key that nobody reads is misspelt. */
export function checkConfig(text: string): readonly ConfigProblem[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [{ kind: 'not-json', ...jsonFault(text) }];
  }
  const { error } = configSchema.strict().safeParse(document);
  return error === undefined ? [] : problemsOf(error);
}

/**
 * What is wrong, place by place.
 *
 * @param at where in `config.json` the value is that was looked at
 */
export function problemsOf({ issues }: z.ZodError, at: readonly string[] = []): readonly ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path.map(String)];
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((name) => unknownKey(path, name))
      : [refusedValue(path)];
  });
}

/** A problem as the error of a command that sets one value. */
export function asError(problem: ConfigProblem | undefined, otherwise: UserError): UserError {
  if (problem?.kind === 'value') return new UserError('config-value-refused', problem);
  return problem?.kind === 'unknown-key' ? new UserError('config-key-unknown', problem) : otherwise;
}

function unknownKey(path: readonly string[], name: string): ConfigProblem {
  const expected = expectedBy(schemaAt(path) ?? configSchema);
  const names = expected.kind === 'json' ? expected.keys : [];
  const keys = names.map((known) => [...path, known].join('.'));
  const key = [...path, name].join('.');
  return { kind: 'unknown-key', key, nearest: nearest(key, keys), keys };
}

/** What lists hold has no key of its own. */
function refusedValue(path: readonly string[]): ConfigProblem {
  const schema = schemaAt(path);
  if (schema === undefined) return refusedValue(path.slice(0, -1));
  return { kind: 'value', key: path.join('.') || 'config.json', expected: expectedBy(schema) };
}
