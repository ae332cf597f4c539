import { z } from 'zod';
import { languages } from '../text/language.ts';
import { themeNames } from '../text/themeName.ts';
import { homePaths } from './home.ts';
import { hooksSchema } from './hooks.ts';
import { readJsonFile, writeJsonFile } from './jsonFile.ts';
import { modeSchema, portSchema, profileNameSchema, profileSchema } from './profiles.ts';

const configSchema = z.object({
  version: z.literal(1).default(1),
  host: z.string().min(1).optional(),
  port: portSchema.optional(),
  username: z.string().min(1).optional(),
  /** Only ever read: earlier versions kept it here, in the clear. */
  password: z.string().optional(),
  language: z.enum(languages).optional(),
  /** Who seals what is uploaded; only the user ever sets it. */
  mode: modeSchema.optional(),
  /** How long a server may take, in seconds, where that is not as usual. */
  timeouts: z
    .partialRecord(
      z.enum(['connect', 'handshake', 'idle', 'answer', 'work', 'pace', 'keep']),
      z.number().positive().max(86_400),
    )
    .optional(),
  /** Who is told of scheduled runs. */
  hooks: hooksSchema.optional(),
  /** Where the state of the schedule is written for Prometheus after each run. */
  metrics_file: z.string().startsWith('/').optional(),
  theme: z.enum(themeNames).optional(),
  /** Other servers, by name; the one without a name is above. */
  profiles: z.record(profileNameSchema, profileSchema).optional(),
});

/** What is remembered between two starts. */
export type Config = z.infer<typeof configSchema>;

export const emptyConfig: Config = { version: 1 };

/**
 * Reads `config.json`; a missing file is an empty configuration. The earlier form without a version is read too.
 *
 * @throws {UserError} `file-set-aside` when it is broken.
 */
export function loadConfig(home: string): Promise<Config> {
  return readJsonFile(homePaths(home).config, configSchema, emptyConfig);
}

/** Writes `config.json` (0600, atomically). */
export function saveConfig(home: string, config: Config): Promise<void> {
  return writeJsonFile(homePaths(home).config, configSchema.parse(config));
}
