import { type JsonSchema, jsonSchemaOf } from '../config/jsonSchema.ts';
import { scheduleSchema } from './scheduleForms.ts';

/** What `upload_schedule.json` may hold, in either form. */
export function scheduleJsonSchema(): JsonSchema {
  return jsonSchemaOf(scheduleSchema, 'upload_schedule.json of secure-client');
}
