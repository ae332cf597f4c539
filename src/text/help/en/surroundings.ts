import type { HelpText, ManualText } from '../helpText.ts';

export const exitCodesInEnglish: HelpText['exitCodes'] = {
  done: 'done',
  bug: 'a bug of ours',
  usage: 'wrong usage',
  connection: 'connection or TLS',
  credentials: 'credentials',
  notFound: 'not found',
  cannotOpen: 'the archive cannot be opened',
  wouldOverwrite: 'files would be overwritten',
  doneWithWarnings: 'done, with entries skipped or changed',
  locked: 'another run holds the lock',
  localDisk: 'the local disk is full, or cannot be written to',
  interrupted: 'interrupted',
  pipeClosed: 'nobody reads our output any more',
};

export const environmentInEnglish = {
  SECURE_CLIENT_HOME: 'folder of configuration, certificates and state; see --home',
  SECURE_CLIENT_PASSWORD: 'the password',
  SECURE_CLIENT_PASSPHRASE: 'the passphrase, where it is not the password',
  SECURE_CLIENT_KEY_PASSPHRASE: 'the passphrase of our private key',
  SECURE_CLIENT_DATABASE_URL: 'postgres://… of the accounts that several servers share; see --database',
  SECURE_CLIENT_ASCII: '1: draw the screens in ASCII; 0: with all characters',
  SECURE_CLIENT_FULL_REDRAW: '1: draw every frame of the screens whole',
  NO_COLOR: 'not empty: screens without colours',
  INK_SCREEN_READER: 'true: tell the screens to a screen reader instead',
  XDG_CONFIG_HOME: 'folder that holds secure-client, the home (default: ~/.config)',
  CREDENTIALS_DIRECTORY: 'of systemd: secrets that a service was given',
  VISUAL: 'editor of `config edit`; else EDITOR, else vi',
  LANG: 'language, as LC_ALL and LC_MESSAGES; see --lang',
} as const;

export const manualInEnglish = {
  title: 'Manual of secure-client',
  headings: {
    name: 'Name',
    synopsis: 'Synopsis',
    description: 'Description',
    files: 'Files',
    seeAlso: 'See also',
  },
  description: [
    'Files and folders are sealed on this machine into one encrypted archive, and sent over mutual TLS to a server that cannot read them. Everything that the screens do is also a command, for scripts and for machines without a terminal.',
    'Secrets come from a file, from the environment, from what was remembered, or from a prompt; never from an argument.',
  ],
  connectionToo: 'And the options under “Server and account”.',
  filesAreIn: 'In the home, ~/.config/secure-client unless --home or SECURE_CLIENT_HOME says otherwise:',
  files: {
    'certs/': 'client.crt, client.key and ca.crt, or client.p12',
    'config.json': 'remembered servers, language, theme, hooks',
    'credentials.json': 'remembered passwords, sealed, where the system has no keyring',
    'upload_schedule.json': 'what is uploaded by itself, and when it was last',
    'downloads/': 'where archives are restored unless you say otherwise',
    'state/': 'unfinished transfers, history and lock of the schedule, known servers',
  },
  seeAlso: 'systemd.timer(5), crontab(5), openssl(1), secret-tool(1)',
} as const satisfies ManualText;
