import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import type { EntrySettings } from '../schedule/entries.ts';
import type { Rule } from '../schedule/entry.ts';
import { isCron, isTimeOfDay, isZone, localZone, parseInterval } from '../schedule/rule.ts';
import { withMode } from './encryptionMode.ts';
import { parseOptions } from './givenOptions.ts';
import { readKeepRules, withKeepOptions } from './keepOptions.ts';
import { withRecipients } from './keyOptions.ts';
import { withSourceOptions } from './sourceOptions.ts';

const settingsSchema = z.object({
  every: z.string().optional(),
  at: z.string().optional(),
  cron: z.string().optional(),
  zone: z.string().optional(),
  label: z.string().optional(),
  mode: z.enum(['client', 'server']).optional(),
  recipient: z.array(z.string()).optional(),
  include: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
  skipUnchanged: z.boolean().optional(),
  keep: z.boolean().optional(),
});

/** Options of commands that set how a path is uploaded. */
export function withEntryOptions(command: Command): Command {
  return withKeepOptions(
    withSourceOptions(
      withRecipients(
        withMode(
          command
            .option('--every <interval>')
            .option('--at <time>')
            .option('--cron <expression>')
            .option('--zone <zone>')
            .option('--label <label>'),
        ),
      ),
    ),
  )
    .optionsGroup('retention')
    .option('--no-keep')
    .optionsGroup('')
    .option('--skip-unchanged')
    .option('--no-skip-unchanged');
}

/**
 * What they set. An empty one takes a label or a list away.
 *
 * @param before the rule that is changed: its zone stays where none is given
 * @throws {UserError} `usage`, `recipient-unusable`
 */
export async function entrySettingsOf(command: Command, before?: Rule): Promise<EntrySettings> {
  const options = parseOptions(settingsSchema, command);
  const { label, mode, recipient, include, exclude, skipUnchanged } = options;
  const rule = ruleOf(options, before);
  const keep = readKeepRules(command);
  const recipients = recipient && withoutEmpty(recipient);
  if (recipients) await checkRecipients(recipients);
  return {
    ...(rule === undefined ? {} : { rule }),
    ...(label === undefined ? {} : { label: label || undefined }),
    ...(mode === undefined ? {} : { mode }),
    ...(recipients === undefined ? {} : { recipients }),
    ...(include === undefined ? {} : { include: withoutEmpty(include) }),
    ...(exclude === undefined ? {} : { exclude: withoutEmpty(exclude) }),
    ...(skipUnchanged === undefined ? {} : { skipUnchanged }),
    ...(keep === undefined && options.keep !== false ? {} : { keep }),
  };
}

function ruleOf(
  { every, at, cron, zone }: z.infer<typeof settingsSchema>,
  before: Rule | undefined,
): Rule | undefined {
  const known = before !== undefined && 'zone' in before ? before : undefined;
  if ([every, at, cron].filter((given) => given !== undefined).length > 1) {
    throw new UserError('usage', { problem: 'one-rule' });
  }
  const tellsTimes = at !== undefined || cron !== undefined || (every === undefined && known !== undefined);
  if (zone !== undefined && !tellsTimes) throw new UserError('usage', { problem: 'zone-without-time' });
  if (zone !== undefined && !isZone(zone)) throw new UserError('usage', { problem: 'zone', zone });
  if (every !== undefined) {
    const seconds = parseInterval(every);
    if (seconds === null) throw new UserError('usage', { problem: 'interval', option: '--every' });
    return { every: seconds };
  }
  if (at !== undefined) {
    if (!isTimeOfDay(at)) throw new UserError('usage', { problem: 'time-of-day' });
    return { at, zone: zone ?? known?.zone ?? localZone() };
  }
  if (cron === undefined) return known && zone !== undefined ? { ...known, zone } : undefined;
  if (!isCron(cron)) throw new UserError('usage', { problem: 'cron' });
  return { cron, zone: zone ?? known?.zone ?? localZone() };
}

async function checkRecipients(recipients: readonly string[]): Promise<void> {
  const { loadKeys } = await import('../client/keys.ts');
  await (await loadKeys({ recipients })).destroy();
}

function withoutEmpty(values: readonly string[]): string[] {
  return values.filter((value) => value !== '');
}
