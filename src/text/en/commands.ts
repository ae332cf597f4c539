import type { CommandsText } from '../commandsText.ts';
import { createPlural } from '../plural.ts';
import type { Units } from '../units.ts';

const plural = createPlural('en');
const entriesOf = (count: number, { number }: Units): string =>
  `${number(count)} ${plural(count, 'entry', 'entries')}`;
const archivesOf = (count: number, { number }: Units): string =>
  `${number(count)} ${plural(count, 'archive', 'archives')}`;

const places = {
  keyring: 'in the keyring of the system',
  'sealed-file': 'in credentials.json, sealed with the private key of this machine',
};

export const commandsInEnglish: CommandsText = {
  stages: {
    scanning: 'scanning',
    reading: 'reading and sealing',
    compressing: 'compressing and sealing',
    sending: 'sending',
    confirming: 'confirming',
    receiving: 'receiving',
    restoring: 'restoring',
    waiting: 'waiting',
  },
  loggedIn: ({ username, host, port, tlsProtocol, days }) =>
    `Logged in as ${username} on ${host}:${port} over ${tlsProtocol}; our certificate is good for ${days} more days.`,
  passphraseIsPassword:
    'The passphrase is the password, which the server sees at login: it could open the archives.',
  setPassphrase: 'Set another one with --passphrase-file.',
  remembered: (profile) =>
    profile === undefined
      ? 'Server, port and user name are remembered.'
      : `Server, port and user name are remembered as ${profile}: use them with --profile "${profile}".`,
  passwordKept: (place) => `The password is kept ${places[place]}.`,
  passwordMoved: (place) =>
    `The password was in config.json in the clear: it is no longer there, but kept ${places[place]}.`,
  passwordForgotten: (username, host) => `The password of ${username} on ${host} is forgotten.`,
  rememberedPasswordRefused:
    'The server does not accept the remembered password (login --remember-password keeps a new one).',
  noArchives: 'No archives yet. Send one with: secure-client upload PATH',
  archiveColumns: ['NAME', 'SIZE', 'AGE'],
  stale: 'older than 24 h',
  unknown: 'unknown',
  uploaded: ({ name, entries, bytes, sealedBytes }, units) =>
    `Stored ${entriesOf(entries, units)}, ${units.bytes(bytes)}, as ${name} (${units.bytes(sealedBytes)}).`,
  uploadedPlain: ({ name, bytes }, units) =>
    `Sent ${name}, ${units.bytes(bytes)}, as it is. The server can read it, and may list it under another name.`,
  serverMode: 'Server mode: the file goes up as it is, and the server can read it.',
  downloaded: ({ entries, bytes, destination }, units) =>
    `Restored ${entriesOf(entries, units)}, ${units.bytes(bytes)}, to ${destination}`,
  warning: ({ path, problem, detail }) =>
    ({
      unreadable: `Not stored, unreadable (${detail}): ${path}`,
      vanished: `Not stored, vanished meanwhile: ${path}`,
      changed: `Changed while it was read: ${path}`,
      'special-file': `Not stored, neither file, folder nor link: ${path}`,
      'name-not-utf8': `Not stored, its name or what it links to is not UTF-8: ${path}`,
      'name-taken': `Not stored, its name differs from another only in how it is encoded: ${path}`,
      'name-not-restorable': `Not stored, its name could not be restored: ${path}`,
      'link-outside': `Not restored, a link out of the archive to ${detail}: ${path}`,
      'link-target-missing': `Not restored, a hard link to ${detail}, which was not asked for: ${path}`,
      'special-mode': `Restored without its special mode bits (${detail}): ${path}`,
      'kept-existing': `Kept, the one that was there: ${path}`,
      'not-text': `Not UTF-8 text; the server may keep it damaged: ${path}`,
    })[problem],
  passwordOf: (username, host) => `Password of ${username} on ${host}: `,
  newPasswordOf: (username) => `New password of ${username}: `,
  unitWritten: (path) => `Wrote ${path}`,
  unitRemoved: (path) => `Removed ${path}`,
  unitsNext: (steps) => ['Now run:', ...steps.map((step) => `  ${step}`)].join('\n'),
  nothingInstalled: 'Nothing of it is installed. A line for cron is removed with: crontab -e',
  crontabNext: 'Add this line with: crontab -e',
  unattendedPassword:
    'Nobody can be asked for the password: give --password-file FILE, unless it is remembered.',
  prunePlan: ({ keep, delete: gone }) => {
    const reasons = {
      newest: 'the newest',
      last: 'one of the last',
      daily: 'of its day',
      weekly: 'of its week',
      monthly: 'of its month',
      later: 'later than now',
      'no-time': 'its name tells no time',
    };
    return [
      ...keep.map(
        ({ name, reasons: why }) => `keep    ${name}  ${why.map((one) => reasons[one]).join(', ')}`,
      ),
      ...gone.map((name) => `remove  ${name}`),
      `${gone.length} to remove, ${keep.length} to keep.`,
    ].join('\n');
  },
  confirmPrune: (count) =>
    `Remove ${count} ${plural(count, 'archive', 'archives')} from the server, for good? [y/N] `,
  nothingPruned: 'Nothing was removed. Without a terminal, --yes removes without asking.',
  pruned: (removed, kept) => `Removed ${removed} ${plural(removed, 'archive', 'archives')}, kept ${kept}.`,
  secretFileOpen: (path) => `Others can read ${path}. Keep it for yourself: chmod 600 ${path}`,
  passphrase: 'Passphrase: ',
  newPassphrase: 'New passphrase: ',
  acceptCost: (memory) => `This archive takes ${memory} of memory to open, more than usual. Go on? [y/N] `,
  theSameAgain: 'The same again: ',
  weakPassphrase: (advice) => `This passphrase is easy to guess. ${advice}`.trim(),
  changed: 'changed while it was stored',
  contents: ({ name, createdAt, host, user, bytes, entries }, units) =>
    `${name}: ${entriesOf(entries.length, units)}, ${units.bytes(bytes)}, sealed ${units.date(createdAt)} by ${user} on ${host}`,
  verified: (results, units) =>
    results
      .map(
        ({ name, entries, bytes }) => `Whole: ${name}, ${entriesOf(entries, units)}, ${units.bytes(bytes)}`,
      )
      .join('\n'),
  rewrapped: (path) => `Changed who can open ${path}.`,
  deleted: (name) => `Deleted ${name}.`,
  notices: {
    resumed: 'Going on where it was interrupted.',
    'restarted-sources-changed': 'The files changed since it was interrupted: starting from the beginning.',
    'restarted-server-changed':
      'The server no longer has what was sent before, or has another archive: starting from the beginning.',
    'no-room-to-compress': 'Not compressed: the disk of the home has no room for it.',
    'input-kept':
      'What came from standard input is kept, sealed. To send it: secure-client transfers list, then transfers resume.',
  },
  retrying: (message, attempt, seconds) => `${message} Trying again in ${seconds} s (attempt ${attempt}).`,
  unfinished: ({ id, kind, name, startedAt, size, destination, paths }, units) =>
    `${id}  ${kind === 'upload' ? `upload of ${paths.join(', ') || 'standard input'}` : `download to ${destination}`}: ${name}, ${units.bytes(size)}, begun ${units.date(startedAt)}`,
  nothingUnfinished: 'No transfer was interrupted.',
  discarded: (id) => `Gave ${id} up.`,
  identityMade: (path) =>
    `The private half is in ${path}: keep it where archives are restored, and back it up. The public half:`,
  accountAdded: (username) => `Added the account ${username}.`,
  noAccounts: 'No accounts yet. Add one with: secure-client users add NAME --data FOLDER',
  accountLine: ({ username, quota, archives, bytes }, units) => {
    const limit = quota === null ? 'no quota' : `of ${units.bytes(quota)}`;
    return `${username}  ${archivesOf(archives, units)}  ${units.bytes(bytes)}, ${limit}`;
  },
  passwordChanged: (username) =>
    `Changed the password of ${username}; the sessions of the old one have ended.`,
  quotaChanged: ({ username, quota }, units) =>
    quota === null ? `${username} may store any amount.` : `${username} may store ${units.bytes(quota)}.`,
  accountRemoved: (username) => `Removed the account ${username}.`,
  storeCopied: ({ accounts, copied, bytes, present, newer }, units) =>
    [
      `Copied ${archivesOf(copied, units)}, ${units.bytes(bytes)}, and read them back; ${present} were there already.`,
      accounts === 0 ? 'No new accounts.' : `New accounts: ${accounts}.`,
      ...(newer === 0 ? [] : [`Left alone, because they are newer there: ${newer}.`]),
    ].join('\n'),
  authorityMade: (path) => `Made the authority ${path}. Keep its key apart, and back it up.`,
  certificateIssued: (path, keyPath) => `Issued ${path} with its key ${keyPath}`,
  certificateRequested: (requestPath, keyPath) =>
    [
      `Made the request ${requestPath}; its key ${keyPath} stays here and is readable by you alone.`,
      'Send the request to whoever runs the authority of your server, who answers with: secure-client certs issue client --csr client.csr',
      'Bring in what comes back: secure-client certs import client.crt --ca ca.crt',
    ].join('\n'),
  requestIssued: (name, path, authorityPath) =>
    `Issued ${path} for ${name}. Send it back together with ${authorityPath}.`,
  certificate: (path, facts, now, units) => {
    const days = facts.daysLeft(now);
    const left = days < 0 ? 'expired' : `${units.number(days)} days left`;
    const purposes = {
      authority: 'issuing certificates',
      server: 'server',
      client: 'client',
      any: 'anything',
      other: 'something else',
    };
    const names = [...facts.dnsNames, ...facts.ipAddresses].join(', ');
    return [
      path,
      `  for          ${facts.subject}`,
      ...(names === '' ? [] : [`  names        ${names}`]),
      `  issued by    ${facts.issuer}`,
      `  valid        ${units.date(facts.notBefore)} to ${units.date(facts.notAfter)} (${left})`,
      `  key use      ${facts.purposes.map((purpose) => purposes[purpose]).join(', ')}`,
      `  serial       ${facts.serial}`,
      `  fingerprint  ${facts.fingerprint256}`,
    ].join('\n');
  },
  acceptServer: 'Is this still your server, to be known by the new one from now on? [y/N] ',
  passphraseOf: (path) => `Passphrase of ${path}: `,
  certificateImported: ({ certificatePath, keyPath, authorityPath, isKeyEncrypted }) =>
    [
      `Imported ${certificatePath} with its key ${keyPath}${
        isKeyEncrypted ? ', which keeps its passphrase' : ', in the clear and readable by you alone'
      }.`,
      ...(authorityPath === undefined ? [] : [`The authority is in ${authorityPath}.`]),
    ].join('\n'),
  certificateRevoked: ({ paths, certificates }) =>
    [
      ...certificates.map(
        ({ subject, serial, isNew }) => `${isNew ? 'Revoked' : 'Was revoked before'}: ${subject}, ${serial}`,
      ),
      `The list is in ${paths.join(', ')}. A server honours it as ca.crl beside its ca.crt.`,
    ].join('\n'),
  serving: (host, port) => `Listening on ${host}:${port}. Ctrl+C ends it.`,
  demoComing: 'Preparing a throw-away server, with certificates, an account and archives…',
  demoKept: (home) => `Kept: ${home}`,
};
