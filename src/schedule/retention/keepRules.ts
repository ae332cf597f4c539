import { z } from 'zod';

const count = z.number().int().min(1).max(10_000).exactOptional();

/** Which archives of a path, or of a label, stay when the others are removed: those that any of the rules keeps. */
export const keepRulesSchema = z
  .object({
    /** The newest so many. */
    last: count,
    /** The newest of each of so many days, weeks or months that have any. */
    daily: count,
    weekly: count,
    monthly: count,
  })
  .readonly()
  .refine((rules) => Object.keys(rules).length > 0, 'no rule says what to keep');

export type KeepRules = z.infer<typeof keepRulesSchema>;
