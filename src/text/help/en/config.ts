import type { CommandHelp } from '../helpText.ts';

const ofProfile = { '--profile': 'the settings of that remembered server' } as const;

/** Commands about settings. */
export const configInEnglish = {
  config: {
    summary: 'read and change the settings in config.json',
    description: 'Settings are named by their path: theme, timeouts.connect, profiles.office.host.',
    examples: [
      { does: 'What is set', command: 'secure-client config list' },
      { does: 'Screens in French', command: 'secure-client config set language fr' },
    ],
  },
  'config get': {
    summary: 'print what a setting is set to',
    description: 'Ends with 5 where it is not set.',
    arguments: { key: 'name of the setting' },
    options: ofProfile,
    examples: [
      { does: 'Which server', command: 'secure-client config get host' },
      { does: 'That of a profile', command: 'secure-client config get host --profile office' },
    ],
  },
  'config set': {
    summary: 'set a setting',
    description:
      'Lists and objects are given as JSON. Where another server is set, what was said of the one before goes: `mode`, and a password of earlier versions.',
    arguments: { key: 'name of the setting', value: 'a word, a number, or JSON' },
    options: ofProfile,
    examples: [
      { does: 'A slow server gets more time', command: 'secure-client config set timeouts.answer 300' },
      {
        does: 'Be told when uploads fail',
        command: `secure-client config set hooks.on_failure '{"url":"https://x.example.org"}'`,
      },
    ],
  },
  'config unset': {
    summary: 'take a setting away, with all that is in it',
    arguments: { key: 'name of the setting' },
    options: ofProfile,
    examples: [
      { does: 'The usual timeouts', command: 'secure-client config unset timeouts' },
      { does: 'Forget a server', command: 'secure-client config unset profiles.office' },
    ],
  },
  'config list': {
    summary: 'show what is set, and what counts where nothing is',
    options: ofProfile,
    examples: [
      { does: 'All of it', command: 'secure-client config list' },
      { does: 'One profile, for a script', command: 'secure-client config list --profile office --json' },
    ],
  },
  'config edit': {
    summary: 'open the settings in an editor, and keep them if they can be used',
    description: 'The editor is $VISUAL, else $EDITOR, else vi.',
    examples: [{ does: 'In nano', command: 'EDITOR=nano secure-client config edit' }],
  },
  'config path': {
    summary: 'print where config.json is',
    examples: [{ does: 'Of another home', command: 'secure-client config path --home /srv/backup' }],
  },
  'config schema': {
    summary: 'print the JSON schema of a file, for editors',
    arguments: { file: 'whose schema' },
    examples: [
      {
        does: 'For the key $schema of config.json',
        command: 'secure-client config schema > ~/.config/secure-client/config.schema.json',
      },
      { does: 'Of upload_schedule.json', command: 'secure-client config schema schedule' },
    ],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;
