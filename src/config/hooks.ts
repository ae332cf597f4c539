import { z } from 'zod';

const url = z.url({ protocol: /^https?$/ });
const timeout = z.number().int().min(1).max(600).exactOptional();

const hook = z.union([
  z.strictObject({
    /** Program and arguments, or a line for the shell. */
    command: z.union([z.tuple([z.string().min(1)], z.string()), z.string().min(1)]),
    timeout_seconds: timeout,
  }),
  z.strictObject({
    /** What gets the document by POST. */
    url,
    timeout_seconds: timeout,
  }),
]);
const hooksOfEvent = z.union([z.array(hook).max(20), hook.transform((one) => [one])]).exactOptional();

/** What is told of scheduled runs, and to whom: the key `hooks` of `config.json`. */
export const hooksSchema = z.strictObject({
  on_start: hooksOfEvent,
  on_success: hooksOfEvent,
  on_failure: hooksOfEvent,
  /** A check of healthchecks.io or its like: asked for as it is on success, with `/start` and `/fail` else. */
  ping: url.exactOptional(),
});

export type Hook = z.output<typeof hook>;
export type Hooks = z.output<typeof hooksSchema>;
