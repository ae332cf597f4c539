import { z } from 'zod';
import type { ExpectedValue } from '../common/configProblem.ts';

/** What a key takes, so that it can be said in any language. */
export function expectedBy(schema: z.core.$ZodType): ExpectedValue {
  const facts = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  const values = facts.const === undefined ? facts.enum : [facts.const];
  if (values !== undefined) return { kind: 'one-of', values: values.map(String) };
  if (facts.type === 'number' || facts.type === 'integer') {
    const { minimum, maximum, exclusiveMinimum } = facts;
    return {
      kind: 'number',
      isWhole: facts.type === 'integer',
      least: minimum ?? null,
      above: typeof exclusiveMinimum === 'number' ? exclusiveMinimum : null,
      most: maximum ?? null,
    };
  }
  if (facts.type !== 'string') {
    // Those of what is read in several forms are left out of the JSON schema.
    const [example] = (z.globalRegistry.get(schema)?.examples as unknown[]) ?? [];
    return {
      kind: 'json',
      keys: Object.keys(facts.properties ?? {}),
      example: example === undefined ? null : JSON.stringify(example),
    };
  }
  if (facts.format === 'uri') return { kind: 'url' };
  return { kind: facts.format === 'starts_with' ? 'absolute-path' : 'text' };
}
