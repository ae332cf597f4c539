import type { CommandHelp } from '../helpText.ts';

/** Commands of the companion server. */
export const serverInEnglish = {
  serve: {
    summary: 'run the companion server in the foreground',
    description: 'It ends on Ctrl+C or SIGTERM, once the requests that run are done.',
    options: { '--port': 'port to listen on, 0 for a free one (default: 8443)' },
    examples: [
      { does: 'For this machine alone', command: 'secure-client serve --data /srv/archives' },
      {
        does: 'For everyone with a certificate',
        command: 'secure-client serve --data /srv/archives --listen 0.0.0.0 --port 8443',
      },
      {
        does: 'One of several, whose database $SECURE_CLIENT_DATABASE_URL names',
        command: 'secure-client serve --store s3://archives --session-keys keys --certs certs',
      },
    ],
  },
  store: {
    summary: 'where the companion server keeps archives',
    examples: [
      {
        does: 'All of a server',
        command: 'secure-client store copy --data /srv/archives --to s3://archives',
      },
    ],
  },
  'store copy': {
    summary: 'copy accounts and archives of a data folder into an object store',
    description:
      'Each archive is read back and compared. Run again, it goes on: what is there already is left alone, and so is what is newer there. The server of the folder may run meanwhile; stop it for the last run.',
    options: { '--to': 'object store to copy to, s3://BUCKET[/PREFIX]' },
    examples: [
      {
        does: 'From one server to where several share',
        command: 'secure-client store copy --data . --to s3://a --s3-endpoint https://s3.lan',
      },
    ],
  },
  users: {
    summary: 'accounts of the companion server',
    description: 'A server that runs knows of every change at once.',
    examples: [{ does: 'An account', command: 'secure-client users add ada --data /srv/archives' }],
  },
  'users add': {
    summary: 'add an account',
    examples: [
      {
        does: 'With room for 500 GB; the password is asked for',
        command: 'secure-client users add ada --data /srv/archives --quota 500GB',
      },
    ],
  },
  'users list': {
    summary: 'list the accounts with their quotas and what they hold',
    examples: [
      { does: 'All of a server', command: 'secure-client users list --data /srv/archives' },
      {
        does: 'Those that several servers share',
        command: 'secure-client users list --database postgres://archives@db.lan/archives',
      },
    ],
  },
  'users passwd': {
    summary: 'change a password; the sessions of the account end',
    examples: [
      {
        does: 'A new password out of a file',
        command: 'secure-client users passwd ada --data /srv/archives --password-file new.txt',
      },
    ],
  },
  'users quota': {
    summary: 'change how much an account may store',
    examples: [
      { does: 'More', command: 'secure-client users quota ada 1.5TB --data /srv/archives' },
      { does: 'Any amount', command: 'secure-client users quota ada none --data /srv/archives' },
    ],
  },
  'users remove': {
    summary: 'remove an account; its sessions end',
    examples: [
      { does: 'Its archives stay', command: 'secure-client users remove ada --data /srv/archives' },
      {
        does: 'Its archives go too',
        command: 'secure-client users remove ada --data /srv/archives --delete-archives',
      },
    ],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;
