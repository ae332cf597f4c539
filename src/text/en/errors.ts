import type { ErrorSentences } from '../errorSentences.ts';
import { createUnits } from '../units.ts';
import { sayUsage } from '../usageText.ts';
import { archiveErrorsInEnglish } from './archiveErrors.ts';
import { configErrorsInEnglish } from './configErrors.ts';
import { connectionErrorsInEnglish } from './connectionErrors.ts';
import { pipeErrorsInEnglish } from './pipes.ts';
import { scheduleInEnglish } from './schedule.ts';
import { usageInEnglish } from './usage.ts';

export const errorsInEnglish: ErrorSentences = {
  ...connectionErrorsInEnglish,
  ...archiveErrorsInEnglish,
  ...pipeErrorsInEnglish,
  usage: (problem, command) => sayUsage(usageInEnglish, problem, command),
  ...configErrorsInEnglish,
  'no-terminal': () => ({
    message: 'The screens need a terminal for input and output.',
    next: 'Run a command instead (secure-client --help lists them), or connect with ssh -t.',
  }),
  'tls-verification-disabled': () => ({
    message: 'NODE_TLS_REJECT_UNAUTHORIZED=0 is set: any server could pose as yours.',
    next: 'Unset that variable and start again.',
  }),
  'wrong-credentials': ({ host, username }) => ({
    message: `${host} does not accept this password for ${username}.`,
    next: 'Check the user name and the password.',
  }),
  'session-ended': () => ({ message: 'The session has ended.', next: 'Log in again.' }),
  'password-missing': () => ({
    message: 'No password was given.',
    next: 'Use --password-file FILE or SECURE_CLIENT_PASSWORD, or run it on a terminal to be asked.',
  }),
  'keyring-refused': ({ work, reason }) =>
    work === 'store'
      ? {
          message: `The keyring of the system did not take the password (${reason}).`,
          next: 'Unlock it and try again, or log in without remembering the password.',
        }
      : {
          message: `The keyring of the system did not give the password up (${reason}): it is still there.`,
          next: 'Unlock it and try again, or remove the entry with the password manager of your desktop.',
        },
  'secrets-without-place': ({ path }) => ({
    message: `The password cannot be remembered: there is no keyring, and ${path} cannot seal it.`,
    next: 'Log in without remembering it, or give it by --password-file.',
  }),
  'passphrase-missing': () => ({
    message: 'No passphrase was given.',
    next: 'Use --passphrase-file FILE or SECURE_CLIENT_PASSPHRASE, or run it on a terminal to be asked.',
  }),
  'passphrase-unusable': ({ reason }) => ({
    message: reason === 'empty' ? 'The passphrase is empty.' : 'The passphrase holds a broken character.',
    next: 'Choose another one.',
  }),
  'recipient-unusable': ({ recipient }) => ({
    message: `${recipient} is no usable recipient.`,
    next: 'A recipient is written x25519:… and comes from: secure-client certs keygen',
  }),
  'recipients-too-many': () => ({
    message: 'An archive can be sealed for 16 recipients and passphrases at most.',
    next: 'Name fewer.',
  }),
  'identity-unusable': ({ path }) => ({
    message: `${path} holds no X25519 private key.`,
    next: 'Give the file that secure-client certs keygen made.',
  }),
  'archive-not-found': ({ name }) => ({
    message: `There is no archive ${name} on the server.`,
    next: 'secure-client list shows what is there.',
  }),
  'archive-ambiguous': ({ wanted, names }) => ({
    message: `${names.length} archives begin with ${wanted}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`,
    next: 'Type more of the name, or latest:LABEL for the newest of a label.',
  }),
  'path-not-found': ({ path }) => ({ message: `There is no ${path}.`, next: 'Check the path.' }),
  'path-unreadable': ({ path, reason }) => ({
    message: `${path} cannot be read (${reason}).`,
    next: 'Change its permissions, or run as a user who may read it.',
  }),
  'nothing-to-store': () => ({
    message: 'None of the paths could be read, so nothing was sent.',
    next: 'Check the paths and their permissions.',
  }),
  'not-scheduled': ({ path }) => ({
    message: `${path} is not in the schedule.`,
    next: 'secure-client schedule list shows what is.',
  }),
  'profile-unknown': ({ name, names }) => ({
    message: `There is no profile ${name}.`,
    next:
      names.length === 0
        ? `There are none yet. Make it with: secure-client login --remember --profile "${name}" --host …`
        : `There are: ${names.join(', ')}.`,
  }),
  'would-overwrite': ({ paths }) => ({
    message: `${paths[0] ?? ''}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''} would be overwritten. Nothing was restored.`,
    next: 'Choose another folder with --to, or say --overwrite skip, always, newer or rename.',
  }),
  locked: ({ runner, pid, host, since }) => ({
    message: `Another run is at work: ${scheduleInEnglish.runner(runner)}, process ${pid} on ${host}, since ${createUnits('en').date(since)}.`,
    next: 'Wait until it has ended; what it uploads need not be uploaded twice.',
  }),
  'disk-full': ({ path }) => ({
    message: `The disk is full: ${path} could not be written. Nothing half-written was left.`,
    next: 'Free some space, or choose another folder.',
  }),
  'write-refused': ({ path, reason }) => ({
    message: `${path} could not be written (${reason}).`,
    next: 'Check the permissions, or choose another folder.',
  }),
  'file-set-aside': ({ path, asidePath, reason }) => ({
    message: `${path} was broken (${reason}) and has been set aside as ${asidePath}.`,
    next: 'Mend it and move it back, or start again without it.',
  }),
  'account-exists': ({ username }) => ({
    message: `There is already an account ${username}.`,
    next: 'Choose another name.',
  }),
  'account-unknown': ({ username }) => ({
    message: `There is no account ${username}.`,
    next: 'Add it with: secure-client users add NAME',
  }),
  'account-not-empty': ({ username, archives }) => ({
    message: `${username} still has ${archives} archives; nothing was removed.`,
    next: 'Add --delete-archives to delete them too, or take access away with: secure-client users passwd NAME',
  }),
  'certificate-unknown': ({ wanted }) => ({
    message: `This authority knows of no certificate ${wanted}.`,
    next: 'Give the path of the certificate, or a name, serial number or fingerprint that it has issued.',
  }),
  'request-unusable': ({ path, reason }) => ({
    message: `${path} is no request that can be signed: ${reason}.`,
    next: 'Make a new one with: secure-client certs request --name NAME',
  }),
  'key-store-outdated': ({ path }) => ({
    message: `${path} is encrypted in an outdated way (RC2 or 3DES) that is not read any more.`,
    next: `Convert it and import the result: openssl pkcs12 -legacy -in ${path} -out converted.pem -nodes`,
  }),
  'server-certificate-missing': ({ path }) => ({
    message: `There is no certificate file ${path}.`,
    next: 'Issue one with: secure-client certs issue server NAME --dns HOST --out FOLDER',
  }),
  'authority-missing': ({ path }) => ({
    message: `There is no authority at ${path}.`,
    next: 'Make one with: secure-client certs init',
  }),
  'file-exists': ({ path }) => ({
    message: `${path} exists already and was left as it is.`,
    next: 'Choose another folder, or move it away first.',
  }),
  'database-away': ({ database, reason }) => ({
    message: `The database ${database} does not answer: ${reason}`,
    next: 'Start it, check the address, and look whether a firewall is in between.',
  }),
  'database-refused': ({ database, reason }) => ({
    message: `The database ${database} cannot be used: ${reason}`,
    next: 'Check its name, the user and that user’s rights in it; the password comes from PGPASSWORD or ~/.pgpass.',
  }),
  'store-away': ({ store, reason }) => ({
    message: `The object store ${store} does not let us in: ${reason}`,
    next: 'Check --s3-endpoint, the name of the bucket, and the key in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  }),
  'copy-differs': ({ owner, archive }) => ({
    message: `${archive} of ${owner} came back from the object store as something else.`,
    next: 'Check the object store and its disks, and run the command again.',
  }),
  'port-in-use': ({ host, port }) => ({
    message: `Something else listens on ${host}:${port}.`,
    next: 'Choose another --port, or 0 for a free one.',
  }),
  interrupted: () => ({ message: 'Interrupted.', next: 'Start it again when you like.' }),
  bug: ({ detail }) => ({
    message: `Something went wrong inside secure-client: ${detail}`,
    next: 'This is our mistake: please report it, with the output of the same command and --verbose.',
  }),
};
