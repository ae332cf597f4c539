import { z } from 'zod';

const url = z.url({ protocol: /^https?$/ });

/** Seconds; `usual` where nothing is said. */
function timeout(usual: number) {
  const description = 'Seconds that it may take.';
  return z.number().int().min(1).max(600).exactOptional().meta({ description, default: usual });
}

const hook = z.union([
  z.strictObject({
    command: z
      .union([z.tuple([z.string().min(1)], z.string()), z.string().min(1)])
      .meta({ description: 'Program and arguments, or a line for the shell.' }),
    timeout_seconds: timeout(60),
  }),
  z.strictObject({
    url: url.meta({ description: 'What gets the document by POST.' }),
    timeout_seconds: timeout(15),
  }),
]);
/** One, or several. */
function hooksOf(description: string) {
  return z
    .union([z.array(hook).max(20), hook.transform((one) => [one])])
    .exactOptional()
    .meta({ description, examples: [[{ command: ['notify-send', 'secure-client'] }]] });
}

/** What is told of scheduled runs, and to whom: the key `hooks` of `config.json`. */
export const hooksSchema = z.strictObject({
  on_start: hooksOf('Told when something is due and a run begins.'),
  on_success: hooksOf('Told when a run ended and no path is in a state of failure.'),
  on_failure: hooksOf('Told when paths keep failing, a run broke off, or another one does not end.'),
  ping: url.exactOptional().meta({
    description:
      'A check of healthchecks.io or its like: asked for as it is on success, with /start and /fail else.',
  }),
});

export type Hook = z.output<typeof hook>;
export type Hooks = z.output<typeof hooksSchema>;
