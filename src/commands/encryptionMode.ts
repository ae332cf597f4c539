import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { EncryptionMode } from '../client/types.ts';
import { UserError } from '../common/errors.ts';
import { loadConfig } from '../config/config.ts';
import { modeOfProfile } from '../config/profiles.ts';
import type { Context } from './context.ts';
import { parseOptions } from './givenOptions.ts';
import { profileOption } from './options.ts';

const modes: readonly EncryptionMode[] = ['client', 'server'];

/** The option of commands that upload, or say how. */
export function withMode(command: Command): Command {
  return command.addOption(new Option('--mode <mode>').choices(modes));
}

const modeOptions = z.object({
  mode: z.enum(modes).optional(),
  recipient: z.array(z.string()).default([]),
  profile: profileOption.optional(),
});

/**
 * Who seals an upload: as the options say, else the configuration or the profile, else we do. Nothing that a server answers changes
 * it. Says so where the server can read what it gets.
 *
 * @throws {UserError} `one-file-only` for recipients where nothing is sealed
 */
export async function modeOf(context: Context): Promise<EncryptionMode> {
  const { command, output } = context;
  const mode = await askedMode(context);
  const { recipient } = parseOptions(modeOptions, command);
  if (mode === 'client') return mode;
  if (recipient.length > 0) throw new UserError('one-file-only', { path: '', found: 'options' });
  output.note(output.text.serverMode);
  return mode;
}

/** The same, and nothing is said. */
export async function askedMode({ command, home }: Context): Promise<EncryptionMode> {
  const { mode, profile } = parseOptions(modeOptions, command);
  return mode ?? modeOfProfile(await loadConfig(home), profile) ?? 'client';
}
