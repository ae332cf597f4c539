import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { isUserError } from '../common/errors.ts';
import { loadConfig } from '../config/config.ts';
import { secretNames } from '../config/credentials.ts';
import type { Profile } from '../config/profiles.ts';
import { loadSchedule } from '../schedule/scheduleFile.ts';
import { crontabLine } from '../schedule/units/crontab.ts';
import type { Installation } from '../schedule/units/installation.ts';
import { planUnits, refuseLineBreaks } from '../schedule/units/planUnits.ts';
import type { Manager } from '../schedule/units/systemd.ts';
import { removeUnits, unitFolder, writeUnits } from '../schedule/units/unitFiles.ts';
import { type Context, runCommand } from './context.ts';
import { parseOptions } from './givenOptions.ts';
import { withRecipients } from './keyOptions.ts';
import { accountOf } from './loginOptions.ts';
import { readServerOptions, withCommonOptions, withServerOptions } from './options.ts';
import { readSecretFile } from './secrets.ts';

const installOptions = z.object({
  system: z.boolean().default(false),
  cron: z.boolean().default(false),
  print: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});

export function addScheduleInstallCommands(schedule: Command): void {
  withRecipients(withServerOptions(schedule.command('install')))
    .option('--system')
    .option('--cron')
    .option('--print')
    .option('--dry-run')
    .action((_options, command: Command) => runCommand(command, install));

  withCommonOptions(schedule.command('uninstall'))
    .option('--system')
    .action((_options, command: Command) => runCommand(command, uninstall));
}

async function install(context: Context): Promise<undefined> {
  const { home, output, command } = context;
  const { system, cron, print, dryRun } = parseOptions(installOptions, command);
  const isOnlyShown = print || dryRun;
  const manager: Manager = system ? 'system' : 'user';
  const config = await loadConfig(home);
  const installation = await installationOf(context, config);
  if (cron) {
    refuseLineBreaks([installation.home, ...Object.values(installation.secretFiles)]);
    const line = crontabLine(installation);
    output.result({ crontab: line, next: ['crontab -e'] }, line);
    output.note(output.text.crontabNext);
    return undefined;
  }
  const units = await planUnits(installation, manager, {
    sources: Object.keys(await loadSchedule(home)),
    metricsFile: config.metrics_file,
    environment: process.env,
  });
  if (!isOnlyShown) await writeUnits(units);
  const next = stepsAfterInstalling(manager);
  const lines = isOnlyShown
    ? units.map(({ path, content }) => `# ${path}\n${content}`)
    : [...units.map(({ path }) => output.text.unitWritten(path)), output.text.unitsNext(next)];
  output.result({ units, written: !isOnlyShown, next }, lines.join('\n'));
  return undefined;
}

async function uninstall({ output, command }: Context): Promise<undefined> {
  const { system } = parseOptions(installOptions, command);
  const manager: Manager = system ? 'system' : 'user';
  const removed = await removeUnits(unitFolder(manager, process.env));
  const next = removed.length === 0 ? [] : stepsAfterRemoving(manager);
  const lines = [...removed.map(output.text.unitRemoved), output.text.unitsNext(next)];
  output.result({ removed, next }, removed.length === 0 ? output.text.nothingInstalled : lines.join('\n'));
  return undefined;
}

/** What a timer is to run, checked as far as it can be now. @throws {UserError} `usage`, `path-not-found` */
async function installationOf(
  { command, home, output }: Context,
  config: Awaited<ReturnType<typeof loadConfig>>,
): Promise<Installation> {
  const options = readServerOptions(command);
  const { profile, host, port, username, recipient = [] } = options;
  const account = accountOf(options, config);
  const secretFiles = Object.fromEntries(
    secretNames.flatMap((secret) => {
      const file = options[`${secret}File`];
      return file === undefined ? [] : [[secret, resolve(file)]];
    }),
  );
  for (const file of Object.values(secretFiles)) await readSecretFile(file, output);
  if (options.passwordFile === undefined && !(await isRemembered(home, account)))
    output.note(output.text.unattendedPassword);
  const given = { profile, host, port, username };
  return {
    node: process.execPath,
    program: resolve(process.argv[1] ?? ''),
    home,
    secretFiles,
    options: [
      ...Object.entries(given).flatMap(([name, value]) =>
        value === undefined ? [] : [`--${name}`, String(value)],
      ),
      ...recipient.flatMap((key) => ['--recipient', key]),
    ],
  };
}

/** A timer cannot use what needs the passphrase of the key, so this is not asked for here either. */
async function isRemembered(home: string, account: Profile): Promise<boolean> {
  const { rememberedSecretsOf } = await import('../client/rememberedSecrets.ts');
  try {
    return (await rememberedSecretsOf(home).recall(account)) !== null;
  } catch (error) {
    if (isUserError(error, 'client-key-passphrase-missing')) return false;
    throw error;
  }
}

function stepsAfterInstalling(manager: Manager): string[] {
  const systemctl = manager === 'user' ? 'systemctl --user' : 'systemctl';
  return [
    `${systemctl} daemon-reload`,
    `${systemctl} enable --now secure-client-schedule.timer`,
    // Else the user's manager ends with the last login.
    ...(manager === 'user' ? ['loginctl enable-linger'] : []),
  ];
}

function stepsAfterRemoving(manager: Manager): string[] {
  const systemctl = manager === 'user' ? 'systemctl --user' : 'systemctl';
  return [`${systemctl} stop secure-client-schedule.timer`, `${systemctl} daemon-reload`];
}
