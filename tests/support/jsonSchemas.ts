import { z } from 'zod';
import { configJsonSchema } from '../../src/config/jsonSchema.ts';
import { scheduleJsonSchema } from '../../src/schedule/jsonSchema.ts';

/** A validator of its own: what zod makes of the JSON schema as it is written, not of the types behind it. */
function validatorOf(schema: unknown): (document: unknown) => boolean {
  const validator = z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
  return (document) => validator.safeParse(document).success;
}

/** Whether an editor would take it for a `config.json`. */
export const isConfig = validatorOf(configJsonSchema());
/** Whether an editor would take it for an `upload_schedule.json`. */
export const isSchedule = validatorOf(scheduleJsonSchema());
