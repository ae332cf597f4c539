import { z } from 'zod';
import type { EncryptionMode } from '../client/types.ts';
import { UserError } from '../common/errors.ts';
import { loadConfig } from '../config/config.ts';
import type { Context } from './context.ts';
import { parseOptions } from './options.ts';

const modeOptions = z.object({
  mode: z.enum(['client', 'server'], { error: '--mode takes client or server.' }).optional(),
  recipient: z.array(z.string()).default([]),
});

/**
 * Who seals an upload: as the options say, else the configuration, else we do. Nothing that a server answers changes
 * it. Says so where the server can read what it gets.
 *
 * @throws {UserError} `one-file-only` for recipients where nothing is sealed
 */
export async function modeOf({ command, home, output }: Context): Promise<EncryptionMode> {
  const { mode: asked, recipient } = parseOptions(modeOptions, command);
  const mode = asked ?? (await loadConfig(home)).mode ?? 'client';
  if (mode === 'client') return mode;
  if (recipient.length > 0) throw new UserError('one-file-only', { path: '', found: 'options' });
  output.note(output.text.serverMode);
  return mode;
}
