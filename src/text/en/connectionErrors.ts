import type { ErrorSentences } from '../errorSentences.ts';

/** What is said of connections and certificates. */
export const connectionErrorsInEnglish = {
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
} satisfies Partial<ErrorSentences>;

function nextAfterStatus(status: number, retryAfterSeconds: number | undefined): string {
  if (retryAfterSeconds !== undefined) return `Try again in ${retryAfterSeconds} s.`;
  if (status >= 300 && status < 400)
    return 'It points elsewhere, which is not followed: give the address of the server itself.';
  if (status === 407) return 'A proxy stands in between: give the address of the server itself.';
  if (status === 413 || status === 507)
    return 'Send less at once, delete archives, or ask who runs the server for room.';
  return 'Try again later, or ask who runs the server.';
}
