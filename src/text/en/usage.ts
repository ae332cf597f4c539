import type { UsageText } from '../usageText.ts';
import { pipeUsageInEnglish } from './pipes.ts';

const newAuthority = 'Make one with: secure-client certs init';

export const usageInEnglish: UsageText = {
  help: (command) => `${command} --help shows the options and an example.`,
  problems: {
    ...pipeUsageInEnglish,
    port: ({ option }) => `${option} takes a whole number from 1 to 65535.`,
    'listening-port': ({ option }) => `${option} takes a whole number from 0 to 65535.`,
    fingerprint: ({ option }) => `${option} takes 64 hexadecimal digits, with or without colons.`,
    'profile-name': ({ option }) => `${option} takes a name of letters, digits, spaces and . _ @ -`,
    interval: ({ option }) => `${option} takes an interval from 1m to 366d: 90m, 24h, 7d.`,
    count: ({ option }) => `${option} takes a whole number from 1.`,
    'keep-count': ({ option }) => `${option} takes a whole number from 1 to 10000.`,
    days: ({ option }) => `${option} takes a whole number from 1 to 36500.`,
    seconds: ({ option }) => `${option} takes a number of seconds from 0 to 3600.`,
    quota: ({ option }) => `${option} takes a size like 500GB or 1.5TiB, a number of bytes, or none.`,
    value: ({ option }) => `The value of ${option} cannot be used.`,

    'unknown-option': ({ option, similar }, command) =>
      `${command} has no option ${option}.${didYouMean(similar)}`,
    'unknown-command': ({ command: name, similar }, command) =>
      `${command} has no command ${name}.${didYouMean(similar)}`,
    'missing-command': ({ commands }, command) =>
      `${command} needs one of its commands: ${commands.join(', ')}.`,
    'missing-argument': ({ argument }) => `<${argument}> is missing.`,
    'missing-option': ({ option }) => `${option} is missing.`,
    'missing-value': ({ option }) => `${option} needs a value.`,
    'too-many-arguments': ({ excess }) => `More arguments than are taken here: ${excess.join(', ')}`,
    'not-a-choice': ({ option, choices }) => `${option} is one of: ${choices.join(', ')}.`,
    'command-line': () => 'The command cannot be understood.',

    'forget-alone': () => '--forget goes with neither --remember nor --remember-password.',
    'watch-alone': () => '--watch goes with neither --now nor paths.',
    'one-rule': () => 'Give one of --every, --at and --cron.',
    'zone-without-time': () => '--zone goes with --at or --cron.',
    'keep-what': () => ({
      message: 'What is to be kept?',
      next: 'Give --keep-last, --keep-daily, --keep-weekly or --keep-monthly.',
    }),
    'which-server': () => ({
      message: 'Which server?',
      next: 'Give --host, --port and --username, or log in once with --remember.',
    }),
    'whose-certificate': () => 'Who is the certificate for? Give a name.',
    'request-of-server': () => '--csr is for the certificates of clients.',
    'server-without-name': () =>
      'The certificate of a server needs a host name (--dns) or an address (--ip).',
    'data-or-store': () => ({
      message: 'Where are accounts and archives to be kept?',
      next: 'Give --data DIR; or, for several servers, --store, --database and --session-keys (docs/scaling.md).',
    }),
    'data-or-database': () => ({
      message: 'Which accounts?',
      next: 'Give the --data of the server; or, of several servers, the --database.',
    }),
    'options-exclude': ({ option, other }) => `${option} does not go with ${other}.`,
    'option-needs': ({ option, needed }) => `${option} needs ${needed} too.`,

    zone: ({ zone }) => `${zone} is no time zone. Such as: Europe/Paris.`,
    'time-of-day': () => '--at takes a time as HH:MM, from 00:00 to 23:59.',
    cron: () => '--cron takes five fields (minute hour day month weekday) that name a time to come.',
    'account-name': () => ({
      message: 'This user name cannot be used.',
      next: 'Choose 1 to 64 letters, digits, ".", "_" or "-", and no dot at the beginning.',
    }),
    'account-password': () => ({
      message: 'The password is empty, or holds a broken character.',
      next: 'Choose another one.',
    }),
    'passwords-differ': () => ({
      message: 'The two passwords differ.',
      next: 'Start again, and type the same one twice.',
    }),
    'passphrases-differ': () => ({
      message: 'The two passphrases differ.',
      next: 'Start again, and type the same one twice.',
    }),
    'common-name': ({ name }) => ({
      message: `"${name}" cannot be the name in a certificate.`,
      next: 'Choose 1 to 64 printable characters, with no space at either end.',
    }),
    'host-name': ({ name }) => `"${name}" is not a host name. An international one is written xn--…`,
    'ip-address': ({ address }) => `"${address}" is not an IP address.`,
    'same-name': ({ name }) => ({
      message: `Two of the paths are named ${name}.`,
      next: 'Take the folder that they are in, or make one archive of each.',
    }),
    'too-many-files': () => ({
      message: 'There are too many files for one archive.',
      next: 'Make several archives of them.',
    }),
    'path-with-line-break': ({ path }) => ({
      message: `${path} has a line break in its name, and so cannot be installed.`,
      next: 'Rename it, or choose another place.',
    }),

    'authority-expired': () => ({ message: 'The authority has expired.', next: newAuthority }),
    'authority-unreadable': () => ({
      message: 'The authority cannot be read as PEM.',
      next: `Bring it back from a copy. ${newAuthority}`,
    }),
    'authority-not-one': () => ({ message: 'The certificate is not an authority.', next: newAuthority }),
    'authority-key-mismatch': () => ({
      message: 'The key of the authority does not belong to its certificate.',
      next: 'Bring back the two files that were made together.',
    }),
    'authority-key-kind': () => ({
      message: 'The key of the authority is not an ECDSA P-256 key.',
      next: newAuthority,
    }),
    'certificate-unreadable': ({ path }) => ({
      message: `${path} is not a PEM certificate.`,
      next: 'Give a file that begins with: -----BEGIN CERTIFICATE-----',
    }),
    'certificate-of-others': ({ path }) => ({
      message: `${path} was not issued by this authority.`,
      next: 'Give the authority that issued it by --authority.',
    }),
    'server-certificate': ({ reason }) => ({
      message: `The certificate of the server cannot be used (${reason}).`,
      next: 'Issue another one with: secure-client certs issue server NAME --dns HOST --out FOLDER',
    }),
    'revocation-list': ({ reason }) => ({
      message: `The revocation list cannot be used (${reason}).`,
      next: 'Bring back the ca.crl that this authority wrote last.',
    }),
    'store-url': () => ({
      message: 'The object store is not named by a URL of S3.',
      next: 'Write it as s3://BUCKET or s3://BUCKET/PREFIX.',
    }),
    'session-keys': ({ path }) => ({
      message: `${path} holds something else than keys for sessions, or none.`,
      next: 'Make one, for all servers the same: (umask 077; openssl rand -base64 32 > FILE)',
    }),
    'database-url': () => ({
      message: 'The database is not a URL of PostgreSQL.',
      next: 'Write it as postgres://USER@HOST/NAME.',
    }),
    'database-password': () => ({
      message: 'The URL of the database has a password in it, which everybody on this machine could read.',
      next: 'Leave it out, and give it by PGPASSWORD or ~/.pgpass, or the whole URL by SECURE_CLIENT_DATABASE_URL.',
    }),
    'cannot-listen': ({ host, port, reason }) => ({
      message: `${host}:${port} cannot be listened on (${reason}).`,
      next: 'Choose an address of this machine by --listen, and a --port that you may use: from 1024 as a rule.',
    }),
  },
};

function didYouMean(similar: readonly string[]): string {
  return similar.length === 0 ? '' : ` Did you mean ${similar.join(' or ')}?`;
}
