import { z } from 'zod';
import { languages } from '../text/language.ts';
import { themeNames } from '../text/themeName.ts';
import { compressions } from './compression.ts';
import { hooksSchema } from './hooks.ts';
import { modeSchema, portSchema, profileNameSchema, profileSchema } from './profiles.ts';

/** How long something may take; what it takes where nothing is said is `usual`. */
function seconds(usual: number, description: string) {
  return z.number().positive().max(86_400).exactOptional().meta({ description, default: usual });
}

const timeoutsSchema = z.strictObject({
  connect: seconds(10, 'Seconds until the connection is open.'),
  handshake: seconds(10, 'Seconds until the TLS handshake is done.'),
  idle: seconds(60, 'Seconds of silence while it is the turn of the server.'),
  answer: seconds(120, 'Seconds for a whole answer; of an archive for its head alone.'),
  work: seconds(600, 'Seconds for taking a chunk, storing an upload of one piece, or giving a whole list.'),
  pace: seconds(60, 'Seconds in which an archive that is received has to bring 6,000 bytes.'),
  keep: seconds(30, 'Seconds that a connection is kept while nothing is asked.'),
});

/** What `config.json` holds. */
export const configSchema = z.object({
  /** Of the editor with which the file is changed by hand. */
  $schema: z.string().optional().meta({ description: 'Where editors find the schema of this file.' }),
  version: z.literal(1).default(1).meta({ description: 'The form of this file.' }),
  host: z.string().min(1).optional().meta({ description: 'Name or address of the server.' }),
  port: portSchema.optional().meta({ description: 'Port of the server.' }),
  username: z.string().min(1).optional().meta({ description: 'Name of the account on the server.' }),
  password: z
    .string()
    .optional()
    .meta({ description: 'Only ever read: earlier versions kept it here, in the clear.', deprecated: true }),
  language: z.enum(languages).optional().meta({ description: 'Language of the screens.' }),
  theme: z
    .enum(themeNames)
    .optional()
    .meta({ description: 'Colours of the screens.', default: themeNames[0] }),
  mode: modeSchema.optional().meta({
    description: 'Who seals what is uploaded: this machine, or the server, which can then read it.',
    default: 'client',
  }),
  compress: z.enum(compressions).optional().meta({
    description: 'Whether paths are compressed before they are sent: where that pays, in any case, or never.',
    default: 'auto',
  }),
  timeouts: timeoutsSchema.optional().meta({ description: 'How long a server may take, in seconds.' }),
  hooks: hooksSchema.optional().meta({ description: 'Who is told of scheduled runs.' }),
  metrics_file: z
    .string()
    .startsWith('/')
    .optional()
    .meta({ description: 'Where the state of the schedule is written for Prometheus after each run.' }),
  profiles: z
    .record(profileNameSchema, profileSchema)
    .optional()
    .meta({ description: 'Other servers, by name; the one without a name is at the top level.' }),
});

/** What is remembered between two starts. */
export type Config = z.infer<typeof configSchema>;
