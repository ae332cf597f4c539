import { z } from 'zod';

function count(description: string) {
  return z.number().int().min(1).max(10_000).exactOptional().meta({ description });
}

/** Which archives of a path, or of a label, stay when the others are removed: those that any of the rules keeps. */
export const keepRulesSchema = z
  .object({
    last: count('The newest so many.'),
    daily: count('The newest of each of so many days that have any.'),
    weekly: count('The newest of each of so many weeks that have any.'),
    monthly: count('The newest of each of so many months that have any.'),
  })
  .readonly()
  .refine((rules) => Object.keys(rules).length > 0, 'no rule says what to keep')
  .meta({ minProperties: 1 });

export type KeepRules = z.infer<typeof keepRulesSchema>;
