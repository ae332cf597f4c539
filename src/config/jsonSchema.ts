import { z } from 'zod';
import { configSchema } from './configSchema.ts';

/** A JSON schema, as editors read it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What `config.json` may hold. */
export function configJsonSchema(): JsonSchema {
  return jsonSchemaOf(configSchema, 'config.json of secure-client');
}

/**
 * What a file may hold that is read with a schema of zod. Draft 7 is what all editors know. Keys that nobody reads are
 * misspelt ones, so they are none here, although the program passes over them.
 */
export function jsonSchemaOf(schema: z.ZodType, title: string): JsonSchema {
  const { '~standard': _standard, ...document } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override({ jsonSchema, zodSchema }) {
      const { def } = zodSchema._zod;
      // Earlier versions wrote numbers as text too.
      if (def.type === 'number' && (def as z.core.$ZodNumberDef).coerce) {
        Object.assign(jsonSchema, { type: ['integer', 'string'], pattern: '^\\d{1,5}$' });
      }
      // Left out by zod where a value is read in several forms.
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples)) jsonSchema.examples = examples;
      if (jsonSchema.properties !== undefined) jsonSchema.additionalProperties ??= false;
      // Names of formats that zod alone knows; the pattern says it all.
      if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
      // The format says what this pattern does, in one word.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      // Only TypeScript is told that the rules do not change.
      delete jsonSchema.readOnly;
    },
  });
  return { ...document, title };
}
