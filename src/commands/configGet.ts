import type { Command } from 'commander';
import { UserError } from '../common/errors.ts';
import { loadConfig } from '../config/config.ts';
import { usualValue } from '../config/keys.ts';
import { getSetting } from '../config/settings.ts';
import { readProfile, shownValue, withProfileOption } from './configOptions.ts';
import { runCommand } from './context.ts';

export function addConfigGetCommand(config: Command): void {
  withProfileOption(config.command('get'))
    .argument('<key>')
    .action((typed: string, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const profile = readProfile(command);
        const { key, value } = getSetting(await loadConfig(home), { key: typed, profile });
        if (value === undefined) {
          const usual = usualValue(key);
          throw new UserError('config-not-set', {
            key: key.text,
            usual: usual === undefined ? null : shownValue(usual),
          });
        }
        const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
        output.result({ key: key.text, value }, text);
        return undefined;
      }),
    );
}
