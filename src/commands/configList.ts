import type { Command } from 'commander';
import { loadConfig } from '../config/config.ts';
import { settingKeys, usualValue } from '../config/keys.ts';
import { valueAt } from '../config/settings.ts';
import { configTextOf } from '../text/configText.ts';
import { readProfile, shownValue, withProfileOption } from './configOptions.ts';
import { runCommand } from './context.ts';

export function addConfigListCommand(config: Command): void {
  withProfileOption(config.command('list')).action((_options, command: Command) =>
    runCommand(command, async ({ home, output, language }) => {
      const text = configTextOf(language);
      const settings = await loadConfig(home);
      const profile = readProfile(command);
      const rows = settingKeys(settings, profile).map((key) => ({
        key: key.text,
        value: valueAt(settings, key.path),
        usual: usualValue(key),
      }));
      const set = rows.filter(({ value }) => value !== undefined);
      const usual = rows.filter(({ value, usual }) => value === undefined && usual !== undefined);
      const width = Math.max(0, ...[...set, ...usual].map(({ key }) => key.length));
      const lines = [
        ...set.map(({ key, value }) => `${key.padEnd(width)}  ${shownValue(value)}`),
        ...usual.map(({ key, usual }) => `${key.padEnd(width)}  ${shownValue(usual)} ${text.usual}`),
      ];
      const document = {
        values: Object.fromEntries(set.map(({ key, value }) => [key, value])),
        defaults: Object.fromEntries(usual.map(({ key, usual }) => [key, usual])),
      };
      output.result(document, lines.join('\n'));
      if (settings.password !== undefined && profile === undefined) output.note(text.oldPassword);
      return undefined;
    }),
  );
}
