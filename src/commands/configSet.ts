import type { Command } from 'commander';
import { type ChangedSetting, setSetting, unsetSetting } from '../config/settings.ts';
import { configTextOf } from '../text/configText.ts';
import { readProfile, shownValue, withProfileOption } from './configOptions.ts';
import { type Context, runCommand } from './context.ts';

export function addConfigSetCommands(config: Command): void {
  withProfileOption(config.command('set'))
    .argument('<key>')
    .argument('<value>')
    .action((key: string, value: string, _options, command: Command) =>
      runCommand(command, async (context) => {
        const changed = await setSetting(context.home, { key, profile: readProfile(command) }, value);
        return tell(context, changed);
      }),
    );

  withProfileOption(config.command('unset'))
    .argument('<key>')
    .action((key: string, _options, command: Command) =>
      runCommand(command, async (context) => {
        const changed = await unsetSetting(context.home, { key, profile: readProfile(command) });
        return tell(context, changed);
      }),
    );
}

function tell({ output, language }: Context, { key, value, before, dropped }: ChangedSetting): undefined {
  const text = configTextOf(language);
  const nothing = before === undefined ? text.wasNotSet(key) : text.unset(key);
  const lines = [value === undefined ? nothing : text.set(key, shownValue(value))];
  if (dropped.length > 0) lines.push(text.dropped(dropped));
  output.result({ key, value: value ?? null, dropped }, lines.join('\n'));
  return undefined;
}
