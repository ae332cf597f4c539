import type { CommandHelp } from '../helpText.ts';

/** Commands about certificates and keys. */
export const certificatesInEnglish = {
  certs: {
    summary: 'an authority of your own, and the certificates of both ends',
    description:
      'Client and server trust what your authority has issued. Its key can stay on a machine of its own.',
    examples: [
      { does: 'An authority', command: 'secure-client certs init' },
      { does: 'A certificate for this client', command: 'secure-client certs issue client ada' },
    ],
  },
  'certs init': {
    summary: 'make an authority; its key stays where you make it',
    arguments: { name: 'name of the authority' },
    options: { '--days': 'how long it is valid (default: 3650)' },
    examples: [{ does: 'With a name', command: 'secure-client certs init "Backups of ada"' }],
  },
  'certs issue': {
    summary: 'issue a certificate for a client or a server',
    arguments: {
      kind: 'whose certificate',
      name: 'who it is for; a server also needs --dns or --ip',
    },
    options: {
      '--days': 'how long it is valid (default: 397)',
      '--out':
        'folder to write to (default: certs in the home for a client, that of the request, else server-certs here)',
    },
    examples: [
      { does: 'For this client', command: 'secure-client certs issue client ada' },
      {
        does: 'For a client that made its own key with `certs request`',
        command: 'secure-client certs issue client --csr client.csr',
      },
      {
        does: 'For a server, by its name and its address',
        command: 'secure-client certs issue server nas --dns nas.lan --ip 192.0.2.7',
      },
    ],
  },
  'certs request': {
    summary: 'make a key and ask for its certificate; the key stays here',
    options: {
      '--name': 'who the certificate is for',
      '--out': 'folder to write to (default: certs in the home)',
    },
    examples: [
      { does: 'A request for whoever runs the authority', command: 'secure-client certs request --name ada' },
    ],
  },
  'certs import': {
    summary: 'bring a client certificate and its key into the home',
    arguments: { file: 'PEM, or PKCS#12 (.p12, .pfx)' },
    examples: [
      {
        does: 'All in one PKCS#12 file',
        command: 'secure-client certs import ada.p12 --key-passphrase-file passphrase.txt',
      },
      {
        does: 'Three PEM files',
        command: 'secure-client certs import ada.crt --key ada.key --ca ca.crt',
      },
    ],
  },
  'certs show': {
    summary: 'tell who a certificate is for, until when, and its fingerprint',
    arguments: { file: 'certificates in PEM or PKCS#12 (default: those in the home)' },
    examples: [
      { does: 'Those of this client', command: 'secure-client certs show' },
      { does: 'That of a server', command: 'secure-client certs show /srv/archives/certs/server.crt' },
    ],
  },
  'certs revoke': {
    summary: 'revoke a certificate; a server that has the list honours it at once',
    arguments: {
      certificate: 'its file, or the name, serial number or fingerprint of one that was issued here',
    },
    examples: [
      {
        does: 'By name, and tell the server',
        command: 'secure-client certs revoke ada --copy-to /srv/archives/certs/ca.crl',
      },
    ],
  },
  'certs keygen': {
    summary: 'make a key pair for sealing; prints the public half, a recipient',
    description: 'Whoever has the private half opens what is sealed for the public one.',
    options: { '--output': 'file for the private half, readable by you alone' },
    examples: [{ does: 'A pair for restoring', command: 'secure-client certs keygen -o restore.key' }],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;
