import type { ErrorSentences } from '../errorSentences.ts';
import { createUnits } from '../units.ts';
import { scheduleInEnglish } from './schedule.ts';

export const errorsInEnglish: ErrorSentences = {
  usage: ({ reason }) => ({ message: reason, next: 'See --help for the options and an example.' }),
  'no-terminal': () => ({
    message: 'The screens need a terminal for input and output.',
    next: 'Run a command instead (secure-client --help lists them), or connect with ssh -t.',
  }),
  'node-too-old': ({ found, needed }) => ({
    message: `This Node.js is ${found}; secure-client needs ${needed} or newer.`,
    next: 'Install a newer Node.js: it brings the cryptography that the archives need.',
  }),
  'tls-verification-disabled': () => ({
    message: 'NODE_TLS_REJECT_UNAUTHORIZED=0 is set: any server could pose as yours.',
    next: 'Unset that variable and start again.',
  }),
  'host-unknown': ({ host }) => ({
    message: `No server is known by the name ${host}.`,
    next: 'Check the spelling, or give the IP address.',
  }),
  'connection-refused': ({ host, port }) => ({
    message: `${host} refuses connections on port ${port}.`,
    next: 'Check the port, and that the server is running.',
  }),
  'host-unreachable': ({ host, port }) => ({
    message: `There is no way to ${host}:${port} from here.`,
    next: 'Check the address, the network and the firewall.',
  }),
  'connection-timed-out': ({ host, port, stage, seconds }) => ({
    message: {
      connect: `${host}:${port} did not answer within ${seconds} s (no connection).`,
      handshake: `${host}:${port} did not answer within ${seconds} s (silent during the TLS handshake).`,
      response: `${host}:${port} did not answer within ${seconds} s (silent after the request).`,
      answer: `${host}:${port} did not answer within ${seconds} s (its answer did not come to an end).`,
      transfer: `${host}:${port} is too slow: in ${seconds} s the transfer hardly moved.`,
    }[stage],
    next: 'Check the address and the port, or try again later.',
  }),
  'connection-lost': ({ host, port }) => ({
    message: `The connection to ${host}:${port} broke off.`,
    next: 'Try again; nothing half-done was kept under a final name.',
  }),
  'not-tls': ({ host, port }) => ({
    message: `What answers at ${host}:${port} does not speak TLS.`,
    next: 'Check the port: this is probably another service.',
  }),
  'tls-failed': ({ host, port, reason }) => ({
    message: `The TLS handshake with ${host}:${port} failed: ${reason}.`,
    next: 'Check the certificates of both ends.',
  }),
  'tls-protocol-too-old': ({ host, port }) => ({
    message: `${host}:${port} speaks only TLS versions older than 1.2.`,
    next: 'Update the server.',
  }),
  'tls-nothing-in-common': ({ host, port }) => ({
    message: `${host}:${port} found nothing in common with us: no cipher, or no kind of certificate.`,
    next: 'Update the server, or have it take what TLS 1.3 and ECDSA certificates need.',
  }),
  'server-authority-unknown': ({ host, port, authorityPath }) => ({
    message: `The certificate of ${host}:${port} was not issued by your authority (${authorityPath}).`,
    next: 'Put the right ca.crt there; if it is the right one, the server leaves out a certificate in between, or is not yours.',
  }),
  'server-certificate-self-signed': ({ host, port, authorityPath }) => ({
    message: `${host}:${port} signed its certificate itself; your authority (${authorityPath}) did not.`,
    next: 'Issue it one with secure-client certs issue server; or, where you know it well, put this one there.',
  }),
  'server-issuer-not-allowed': ({ host, port }) => ({
    message: `The certificate of ${host}:${port} was issued by one that may not issue certificates.`,
    next: 'Do not trust this server; have your authority issue it a certificate.',
  }),
  'server-certificate-wrong-use': ({ host, port }) => ({
    message: `The certificate of ${host}:${port} is not for servers, or was issued by one that is no authority.`,
    next: 'Have your authority issue it another: secure-client certs issue server NAME --dns HOST',
  }),
  'server-certificate-too-weak': ({ host, port }) => ({
    message: `The certificate of ${host}:${port} could be forged: its key or its signature is too weak.`,
    next: 'Renew it on the server with a key and a signature of today.',
  }),
  'server-certificate-not-accepted': ({ host, port, shown }) => ({
    message: `${host}:${port} shows another certificate than the one to accept: ${shown.fingerprint256}`,
    next: 'Ask who runs the server which of the two is right.',
  }),
  'server-certificate-changed': ({ host, port, shown }) => ({
    message: `${host}:${port} shows another certificate than before, with another key.`,
    next: `Ask who runs the server; if it is right: secure-client login --accept-certificate ${shown.fingerprint256}`,
  }),
  'server-certificate-expired': ({ host, port }) => ({
    message: `The certificate of ${host}:${port}, or one that it rests on, has expired.`,
    next: 'Renew it on the server, and check the clock of this machine.',
  }),
  'server-certificate-not-yet-valid': ({ host, port }) => ({
    message: `The certificate of ${host}:${port}, or one that it rests on, is not valid yet.`,
    next: 'Check the clock of this machine, then that of the one that issued it.',
  }),
  'server-name-mismatch': ({ host, names }) => ({
    message: `The server's certificate is not for ${host}, but for ${names || 'no name at all'}.`,
    next: 'Use one of those names, or issue the server a certificate for this one.',
  }),
  'client-certificate-missing': ({ path }) => ({
    message: `There is no certificate file ${path}.`,
    next: 'Put client.crt, client.key and ca.crt there (or client.p12), or make them with: secure-client certs issue client NAME',
  }),
  'client-certificate-unusable': ({ path, reason }) => ({
    message: `${path} cannot be used: ${reason}.`,
    next: 'Replace it by a PEM file that your authority issued.',
  }),
  'client-certificate-expired': ({ path, day }) => ({
    message: `Our certificate ${path} expired on ${day}.`,
    next: 'Issue a new one with: secure-client certs issue client NAME',
  }),
  'client-certificate-not-yet-valid': ({ path, day }) => ({
    message: `Our certificate ${path} is not valid before ${day}.`,
    next: 'Check the clock of this machine: date shows it.',
  }),
  'authority-expired': ({ path, day }) => ({
    message: `The authority in ${path} expired on ${day}.`,
    next: 'Put the certificate of its successor there, and check the clock of this machine.',
  }),
  'client-certificate-required': ({ host, port }) => ({
    message: `${host}:${port} asks for a client certificate, and ours was not of a kind that it takes.`,
    next: 'Ask who runs the server which kinds of keys it takes, and issue one of those.',
  }),
  'client-certificate-expired-there': ({ host, port }) => ({
    message: `${host}:${port} says that our client certificate has expired.`,
    next: 'Compare the clocks of both machines, or issue a new one with: secure-client certs issue client NAME',
  }),
  'client-certificate-revoked': ({ host, port }) => ({
    message: `${host}:${port} says that our client certificate was revoked.`,
    next: 'Ask who runs the authority why, and for a new one.',
  }),
  'client-certificate-refused': ({ host, port }) => ({
    message: `${host}:${port} refused our client certificate.`,
    next: 'Ask for a certificate from the authority that this server trusts.',
  }),
  'client-key-mismatch': ({ certificatePath, keyPath }) => ({
    message: `The key ${keyPath} does not belong to the certificate ${certificatePath}.`,
    next: 'Put the pair that was issued together there.',
  }),
  'client-key-passphrase-missing': ({ path }) => ({
    message: `${path} asks for a passphrase, and none was given.`,
    next: 'Use --key-passphrase-file FILE or SECURE_CLIENT_KEY_PASSPHRASE, or run it on a terminal to be asked.',
  }),
  'client-key-passphrase-wrong': ({ path }) => ({
    message: `The passphrase does not open ${path}.`,
    next: 'Give the one that the key was encrypted with, in a file: --key-passphrase-file FILE',
  }),
  'server-misbehaved': ({ host, port, reason }) => ({
    message: `${host}:${port} sent an answer that is not valid: ${reason}.`,
    next: 'Check that this is a server of this family; if it is, report it.',
  }),
  'server-answered': ({ status, message, retryAfterSeconds }) => ({
    message: message === '' ? `The server answered ${status}.` : `The server answered ${status}: ${message}`,
    next: nextAfterStatus(status, retryAfterSeconds),
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
  'archive-name-refused': ({ name, suggestion }) => ({
    message: `This server cannot keep an archive named ${name}.`,
    next: `Choose a name of plain letters, such as ${suggestion}.`,
  }),
  'one-file-only': ({ path, found }) => ({
    message: {
      folder: `In server mode one file is sent as it is, and ${path} is a folder.`,
      'special-file': `In server mode one file is sent as it is, and ${path} is none.`,
      several: 'In server mode one file is sent as it is, and several paths were given.',
      options: 'In server mode one file is sent as it is, so a label, globs and recipients mean nothing.',
    }[found],
    next: 'Send the files one by one, or seal all of it on this machine: --mode client',
  }),
  'not-an-archive': ({ name }) => ({
    message: `${name} is not a sealed archive.`,
    next: 'Where it comes from an earlier server, which sealed by itself: --legacy opens it, unauthenticated.',
  }),
  'legacy-unreadable': ({ name }) => ({
    message: `${name} cannot be opened as a legacy archive: another password, or damaged.`,
    next: 'Give the account password that was in use when it was uploaded.',
  }),
  'archive-version-unknown': ({ name, version }) => ({
    message: `${name} is of format version ${version}, which this program does not know.`,
    next: 'Update secure-client.',
  }),
  'passphrase-or-envelope-wrong': ({ name }) => ({
    message: `${name} cannot be opened with this passphrase (or its envelope was altered).`,
    next: 'Try the passphrase that was in use when it was uploaded.',
  }),
  'archive-damaged': ({ name, reason }) => ({
    message: `${name} is damaged or was altered: ${reason}. Nothing was restored.`,
    next: 'Download it again; if it stays so, use another archive and check the server.',
  }),
  'archive-truncated': ({ name }) => ({
    message: `${name} is cut short. Nothing was restored.`,
    next: 'Download it again; if it stays so, use another archive and check the server.',
  }),
  'archive-swapped': ({ name, found }) => ({
    message: `The server sent the archive ${found} under the name ${name}. Nothing was restored.`,
    next: 'Do not trust this server until you know why.',
  }),
  'path-not-in-archive': ({ name, path }) => ({
    message: `${name} holds nothing that matches ${path}.`,
    next: 'See what is inside: secure-client show NAME',
  }),
  'server-cannot': ({ what }) => ({
    message: {
      delete: 'This server cannot remove archives.',
      rewrap: 'This server cannot change who can open an archive.',
    }[what],
    next: {
      delete: 'Ask who runs it to remove the archive; the companion server (secure-client serve) can.',
      rewrap: 'Download the archive and upload it again with the new passphrase or recipients.',
    }[what],
  }),
  'transfer-unknown': ({ id }) => ({
    message: `There is no unfinished transfer ${id}.`,
    next: 'secure-client transfers list shows what there is.',
  }),
  'archive-changed': ({ name }) => ({
    message: `${name} was changed on the server meanwhile.`,
    next: 'Look at the list again, and repeat it if that is still what you want.',
  }),
  'archive-entry-refused': ({ name, entry, reason }) => ({
    message: `${name} holds an entry that must not be restored, ${entry}: ${reason}. Nothing was restored.`,
    next: 'Find out who made this archive.',
  }),
  'key-derivation-too-costly': ({ name }) => ({
    message: `${name} asks for more memory or time to derive its key than is allowed.`,
    next: 'It was not made by this program with its usual settings; find out who made it.',
  }),
  'sources-changed-too-much': () => ({
    message: 'Too many files changed while they were read; the upload was given up.',
    next: 'Try again when the files are quieter.',
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

function nextAfterStatus(status: number, retryAfterSeconds: number | undefined): string {
  if (retryAfterSeconds !== undefined) return `Try again in ${retryAfterSeconds} s.`;
  if (status >= 300 && status < 400)
    return 'It points elsewhere, which is not followed: give the address of the server itself.';
  if (status === 407) return 'A proxy stands in between: give the address of the server itself.';
  if (status === 413 || status === 507)
    return 'Send less at once, delete archives, or ask who runs the server for room.';
  return 'Try again later, or ask who runs the server.';
}
