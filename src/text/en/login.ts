import type { LoginText } from '../loginText.ts';

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);
const key = (isEncrypted: boolean) => (isEncrypted ? ', key encrypted' : '');

export const loginInEnglish: LoginText = {
  title: 'Log in',
  fields: {
    host: 'Server',
    port: 'Port',
    username: 'Username',
    password: 'Password',
    passphrase: 'Passphrase',
  },
  hostHint: 'backup.example.org',
  passphraseHint: 'empty = the password',
  keptHint: 'remembered',
  profile: 'Profile',
  profileWithoutName: 'without a name',
  profileChoice: (count, chooser) => `${chooser} chooses among ${count}`,
  profilesTitle: 'Profiles',
  remember: 'Remember server and username',
  rememberPassword: {
    keyring: 'Remember the password in the system keyring',
    'sealed-file': 'Remember the password, sealed in credentials.json',
    unknown: 'Remember the password',
    nowhere: 'Remember the password: no place for it here',
  },
  connect: 'Connect',
  getCertificate: 'Get a certificate',
  connectingTo: (peer) => `Connecting to ${peer}`,
  stages: { connecting: 'connection', handshake: 'TLS handshake', credentials: 'credentials' },
  problems: {
    missing: 'needed',
    'not-a-host': 'name or address',
    'host-with-scheme': 'name or address',
    'host-with-port': 'without the port',
    'not-a-port': 'from 1 to 65535',
  },
  problemSentences: {
    missing: (field) => `${field}: without it there is no connection.`,
    'not-a-host': () => 'The name or address of a server has no spaces and no signs such as / and @.',
    'host-with-scheme': () => 'The name or address alone, without https:// and what follows it.',
    'host-with-port': () => 'The port goes into the next field; Tab takes it there.',
    'not-a-port': () => 'A port is a whole number from 1 to 65535.',
  },
  passphraseIsPassword: 'Passphrase = password: the server could open archives. Set one apart.',
  certificate: {
    valid: (days, isEncrypted) =>
      `Client certificate valid for ${days} more ${plural(days, 'day', 'days')}${key(isEncrypted)}`,
    endsSoon: (days, isEncrypted) =>
      `Client certificate ends in ${days} ${plural(days, 'day', 'days')}${key(isEncrypted)}: renew it`,
    inKeyStore: 'Client certificate in client.p12, opened at login',
    expired: (date) => `Client certificate expired on ${date}`,
    notYetValid: (date) => `Client certificate not valid before ${date}`,
    missing: (path) => `No client certificate at ${path}`,
    requested: (path) => `Certificate requested, to be imported: ${path}`,
    incomplete: (path) => `Missing beside the certificate: ${path}`,
    unusable: (path) => `Not a usable certificate: ${path}`,
  },
  imported: (path) => `Imported ${path}`,
  requested: (path) => [
    `Made ${path}: send it to whoever runs the authority of your server.`,
    'They answer with secure-client certs issue client --csr client.csr; import what comes back with Ctrl+N.',
  ],
  setUp: {
    title: 'A certificate for this machine',
    body: 'The server knows this machine by a certificate and its private key.',
  },
  forms: {
    'import-certificate': {
      title: 'Import a certificate',
      note: 'PEM or PKCS#12 (.p12, .pfx). It is copied into certs/ of the home.',
    },
    'request-certificate': {
      title: 'Request a certificate',
      note: 'Makes certs/client.key, which stays here, and certs/client.csr, which you send.',
    },
    'key-passphrase': {
      title: 'The private key of this machine',
      note: 'It is encrypted. Its passphrase is asked for once, and kept in memory alone until you leave.',
    },
  },
  formFields: {
    certificate: 'Certificate',
    key: 'Private key',
    authority: 'Authority',
    passphrase: 'Passphrase',
    name: 'Name',
  },
  formHints: {
    certificate: '~/Downloads/ada.p12',
    key: 'empty = same file, or requested',
    authority: 'ca.crt; empty = same file',
    passphrase: 'where the file asks for one',
    name: 'ada',
  },
  working: 'Working…',
};
