import type { CommandHelp } from '../helpText.ts';

const passphraseFile = 'file that holds the passphrase (else $SECURE_CLIENT_PASSPHRASE, else a prompt)';

/** Commands about archives, on a server or in a file. */
export const archivesInEnglish = {
  login: {
    summary: 'check the connection, the certificates and the credentials',
    description:
      'With --remember, later commands need no --host, --port and --username. Several servers are remembered under names, with --profile.',
    options: {
      '--profile': 'name under which it is remembered; that must not be there yet with --remember',
    },
    examples: [
      {
        does: 'Log in, and remember the server',
        command: 'secure-client login --host nas.lan --port 8443 --username ada --remember',
      },
      {
        does: 'Keep the password too, so that nobody is asked for it',
        command: 'secure-client login --remember-password',
      },
      { does: 'Forget it', command: 'secure-client login --forget' },
    ],
  },
  list: {
    summary: 'list the archives on the server, newest first',
    examples: [
      { does: 'What is there, and how old it is', command: 'secure-client list' },
      { does: 'The same for a script', command: 'secure-client list --json' },
    ],
  },
  show: {
    summary: 'show what is inside an archive on the server',
    description: 'Only its first and last parts are received, where the server can send parts.',
    examples: [{ does: 'The newest archive of a label', command: 'secure-client show latest:web' }],
  },
  upload: {
    summary: 'seal files and folders, or standard input, into one archive and send it',
    description:
      'It is sealed on this machine; the server cannot read it. An upload that broke off goes on where it stopped when the same is asked for again. What compresses well is first compressed and sealed on the disk of the home, and sent from there; standard input (-) always is, and needs --label.',
    arguments: { path: 'files and folders, or - for standard input' },
    options: {
      '--label': 'beginning of the archive’s name (default: the name of the first path)',
      '--compress':
        'compress where that pays and the disk of the home has room, whenever it has room, or never',
    },
    examples: [
      { does: 'Two folders in one archive', command: 'secure-client upload /etc /var/www --label web' },
      {
        does: 'Without what can be fetched again',
        command: 'secure-client upload ~/work --exclude node_modules --exclude "*.iso"',
      },
      { does: 'Logs over a slow line', command: 'secure-client upload /var/log --compress always' },
      {
        does: 'So that only the owner of a key can open it',
        command: 'secure-client upload ~/work --recipient x25519:…',
      },
      {
        does: 'What another program writes',
        command: 'pg_dump db | secure-client upload - --label db --stdin-name db.sql',
      },
    ],
  },
  download: {
    summary: 'receive an archive, decrypt it and restore its files',
    description:
      'Nothing is put in its place before all of it is known to be genuine. A download that broke off goes on where it stopped. With --to - the content of one file goes to standard output while it is authenticated: only the exit code 0 says that it is whole.',
    options: {
      '--to':
        'folder to restore into (default: a folder in the downloads of the home); - writes one file to standard output',
    },
    examples: [
      {
        does: 'The newest archive of a label',
        command: 'secure-client download latest:web --to /tmp/restored',
      },
      {
        does: 'One folder of it, replacing what is older',
        command: 'secure-client download latest:web --only etc/ssh --overwrite newer',
      },
      {
        does: 'The one file of an archive into another program',
        command: 'secure-client download latest:db --to - | psql db',
      },
    ],
  },
  verify: {
    summary: 'receive and authenticate every byte of archives, restoring nothing',
    examples: [
      { does: 'Two archives', command: 'secure-client verify latest:web latest:mail' },
      {
        does: 'With the private key, where they were sealed for one',
        command: 'secure-client verify latest:web --identity restore.key',
      },
    ],
  },
  delete: {
    summary: 'remove archives from the server, for good',
    examples: [{ does: 'One archive', command: 'secure-client delete web_2026-11-22T10-00-00.enc' }],
  },
  prune: {
    summary: 'remove old archives from the server, for good; shows them first, and asks',
    description:
      'Without --keep options, the rules of what is scheduled apply to what was made of it. Without a terminal and --yes, nothing is removed.',
    options: { '--label': 'only archives whose names begin with it and a time' },
    examples: [
      {
        does: 'What would go',
        command: 'secure-client prune --label web --keep-last 10 --dry-run',
      },
      {
        does: 'Keep a week of days and a year of months',
        command: 'secure-client prune --label web --keep-daily 7 --keep-monthly 12',
      },
    ],
  },
  rewrap: {
    summary: 'change who can open an archive, on the server or in a file',
    description:
      'Only its envelope is written anew: what is inside is neither sent nor sealed again. Whoever has an old copy can still open that.',
    arguments: {
      archive: 'a name, as `list` shows it, the beginning of one, or latest:LABEL; with --file, a file',
    },
    options: { '--passphrase-file': 'file that holds the passphrase of now' },
    examples: [
      {
        does: 'Another passphrase',
        command: 'secure-client rewrap latest:web --new-passphrase-file new.txt',
      },
      {
        does: 'Another owner, for a file',
        command: 'secure-client rewrap --file etc.enc --new-recipient x25519:…',
      },
    ],
  },
  transfers: {
    summary: 'uploads and downloads that were interrupted',
    examples: [{ does: 'Which ones there are', command: 'secure-client transfers list' }],
  },
  'transfers list': {
    summary: 'show what can be gone on with',
    examples: [{ does: 'All, with how far they got', command: 'secure-client transfers list' }],
  },
  'transfers resume': {
    summary: 'go on with an interrupted transfer',
    examples: [{ does: 'One of the list', command: 'secure-client transfers resume 3f9a0c1b2d4e' }],
  },
  'transfers discard': {
    summary: 'give an interrupted transfer up, on the server too',
    examples: [{ does: 'One of the list', command: 'secure-client transfers discard 3f9a0c1b2d4e' }],
  },
  seal: {
    summary: 'seal files and folders, or standard input, into an archive file, without a server',
    arguments: { path: 'files and folders, or - for standard input' },
    options: { '--output': 'archive to write; - for standard output', '--passphrase-file': passphraseFile },
    examples: [
      { does: 'For a passphrase, which is asked for', command: 'secure-client seal /etc -o etc.enc' },
      {
        does: 'For the owner of a key',
        command: 'secure-client seal /etc -o etc.enc --recipient x25519:…',
      },
      { does: 'What another program writes', command: 'pg_dump db | secure-client seal - -o db.enc' },
    ],
  },
  open: {
    summary: 'restore an archive file, list it, or check it, without a server',
    arguments: { file: 'archive file, or - for standard input' },
    options: {
      '--to': 'folder to restore into (default: the current one); - writes one file to standard output',
      '--passphrase-file': passphraseFile,
    },
    examples: [
      { does: 'What is inside', command: 'secure-client open etc.enc --list' },
      {
        does: 'One folder of it',
        command: 'secure-client open etc.enc --only etc/ssh --to /tmp/restored',
      },
      { does: 'One file of it', command: 'secure-client open etc.enc --only etc/fstab --to -' },
    ],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;
