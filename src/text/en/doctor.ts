import { shellWord } from '../../common/shellWord.ts';
import type { DoctorText } from '../doctorText.ts';
import { createPlural } from '../plural.ts';
import { commandsInEnglish } from './commands.ts';
import { scheduleInEnglish } from './schedule.ts';

const plural = createPlural('en');
const daysLeft = (days: number) =>
  days < 1 ? 'less than a day left' : `${days} ${plural(days, 'day', 'days')} left`;
const words = (paths: readonly string[]) => paths.map(shellWord).join(' ');

const abilities = {
  raw: 'archives as they are',
  range: 'parts of archives',
  resume: 'uploads that go on',
  list: 'long lists',
  delete: 'deleting',
  rewrap: 'changing passphrases',
};

const labels: DoctorText['labels'] = {
  'home.folder': 'folder',
  'home.files': 'permissions',
  'home.config': 'settings',
  'home.remembered': 'memory',
  'home.state': 'state',
  'home.disk': 'disk',
  'certificates.client': 'certificate',
  'certificates.usage': 'usage',
  'certificates.key': 'private key',
  'certificates.authority': 'authority',
  'certificates.chain': 'issuer',
  'connection.name': 'name',
  'connection.port': 'port',
  'connection.tls': 'TLS',
  'connection.certificate': 'certificate',
  'connection.pin': 'known server',
  'connection.answer': 'answer',
  'connection.clock': 'clock',
  'account.passphrase': 'passphrase',
  'account.login': 'login',
  'account.abilities': 'abilities',
  'schedule.file': 'schedule',
  'schedule.sources': 'sources',
  'schedule.uploads': 'uploads',
  'schedule.lock': 'lock',
  'terminal.kind': 'kind',
  'terminal.size': 'window',
  'terminal.charset': 'characters',
  'terminal.colours': 'colours',
  'program.version': 'secure-client',
  'program.node': 'Node.js',
};

const groups: DoctorText['groups'] = {
  home: 'Home folder',
  certificates: 'Certificates',
  connection: 'Connection',
  account: 'Account',
  schedule: 'Schedule',
  terminal: 'Terminal',
  program: 'Program',
};

const groupOf = (id: string) => groups[id.split('.')[0] as keyof typeof groups];

export const doctorInEnglish: DoctorText = {
  groups,
  labels,
  findings: {
    'not-checked': ({ after }) => ({ message: `not checked: see ${groupOf(after)}, ${labels[after]}` }),
    offline: () => ({ message: 'not checked, as --offline asks for' }),
    'server-unknown': ({ profiles }) => ({
      message:
        profiles.length === 0
          ? 'not checked: no server is known. Give --host, --port and --username, or log in once with --remember'
          : `not checked: which server? Give --profile (${profiles.join(', ')}), or --host, --port and --username`,
    }),
    'no-account': () => ({ message: 'not checked: no account is known. Give --username' }),
    'no-password': () => ({
      message:
        'not checked: no password is at hand. Give --password-file, or keep it: secure-client login --remember-password',
    }),
    'no-terminal': () => ({ message: 'not checked: the output is not a terminal, which the screens need' }),
    'folder-private': ({ path }) => ({ message: `${path} is yours alone` }),
    'folder-missing': ({ path }) => ({
      message: `${path} is not there yet`,
      fix: 'Give another with --home, or begin: secure-client certs issue client NAME',
    }),
    'folder-open': ({ path, mode }) => ({
      message: `${path} can be entered by others (mode ${mode})`,
      fix: `chmod 700 ${shellWord(path)}`,
    }),
    'files-private': ({ files }) => ({
      message: `${files} ${plural(files, 'file', 'files')}, for you alone`,
    }),
    'files-open': ({ paths }) => ({
      message: `can be read or changed by others: ${paths.join(', ')}`,
      fix: `chmod 600 ${words(paths)}`,
    }),
    'file-whole': ({ path }) => ({ message: `${path} can be read` }),
    'file-missing': ({ path }) => ({ message: `none yet (${path})` }),
    'file-broken': ({ path, reason }) => ({
      message: `${path} is not valid: ${reason}`,
      fix: 'Correct it, or move it away. The next command that needs it sets it aside.',
    }),
    'config-password': ({ path }) => ({
      message: `${path} holds a password in the clear, as earlier versions kept it`,
      fix: 'secure-client login --remember-password',
    }),
    'remembered-whole': () => ({ message: 'what is remembered of passwords and servers can be read' }),
    'state-writable': ({ path }) => ({ message: `${path} can be written` }),
    'disk-free': ({ bytes }, { bytes: size }) => ({ message: `${size(bytes)} free` }),
    'disk-low': ({ bytes }, { bytes: size }) => ({
      message: `only ${size(bytes)} free`,
      fix: 'Make room: unfinished transfers are kept here (secure-client transfers list).',
    }),
    'certificate-good': ({ subject, days }) => ({ message: `${subject}, ${daysLeft(days)}` }),
    'certificate-ending': ({ subject, days, until }, { date }) => ({
      message: `${subject} ends on ${date(until)}: ${daysLeft(days)}`,
      fix: 'Renew it: secure-client certs issue client NAME, or certs request and send it to who runs the authority',
    }),
    'usage-client': () => ({ message: 'for clients' }),
    'usage-other': ({ path }) => ({
      message: `${path} is not for clients: servers refuse it`,
      fix: 'Put a certificate for a client there: secure-client certs issue client NAME',
    }),
    'key-matches': ({ path }) => ({ message: `${path} belongs to the certificate` }),
    'key-locked': ({ path }) => ({
      message: `${path} is encrypted, and its passphrase was not given: runs without a terminal fail`,
      fix: 'Give --key-passphrase-file FILE, SECURE_CLIENT_KEY_PASSPHRASE, or the credential secure-client.key-passphrase of systemd.',
    }),
    'authority-good': ({ subject, days }) => ({ message: `${subject}, ${daysLeft(days)}` }),
    'authority-ending': ({ subject, days, until, path }, { date }) => ({
      message: `${subject} ends on ${date(until)}: ${daysLeft(days)}`,
      fix: `Put the certificate of its successor into ${path} too, beside it.`,
    }),
    'chain-complete': () => ({ message: 'the authority issued the certificate' }),
    'chain-other': ({ path, issuer }) => ({
      message: `the authority in ${path} did not issue our certificate; ${issuer} did`,
      fix: 'Put the ca.crt that came with the certificate there, unless the server has two authorities.',
    }),
    'name-found': ({ host, addresses }) => ({ message: `${host} is ${addresses.join(', ')}` }),
    'address-given': ({ host }) => ({ message: `${host} is an address` }),
    'port-open': ({ port }) => ({ message: `${port} takes connections` }),
    'tls-agreed': ({ protocol }) => ({ message: protocol || 'agreed' }),
    'server-certificate-good': ({ names, days }) => ({
      message: `for ${names.join(', ')}, ${daysLeft(days)}`,
    }),
    'server-certificate-ending': ({ names, days, until }, { date }) => ({
      message: `for ${names.join(', ')}, ends on ${date(until)}: ${daysLeft(days)}`,
      fix: 'Have it renewed by who runs the server: secure-client certs issue server NAME --dns HOST',
    }),
    'pin-first': () => ({ message: 'not known yet; the first login keeps its certificate' }),
    'pin-known': () => ({ message: 'the certificate is the one it had at the last login' }),
    'pin-renewed': () => ({ message: 'a renewed certificate, for the same key as before' }),
    'server-answers': () => ({ message: 'the server answers' }),
    'clock-right': () => ({ message: "this machine's agrees with the server's" }),
    'clock-off': ({ seconds }, { duration }) => ({
      message: `this machine's is ${duration(Math.abs(seconds) * 1000)} ${seconds > 0 ? 'ahead of' : 'behind'} the server's`,
      fix: 'Set the one that is wrong; on Linux: timedatectl set-ntp true',
    }),
    'clock-unknown': () => ({ message: 'not checked: the server does not tell the time' }),
    'passphrase-apart': () => ({ message: 'set apart from the password' }),
    'passphrase-is-password': () => ({
      message: commandsInEnglish.passphraseIsPassword,
      fix: commandsInEnglish.setPassphrase,
    }),
    'logged-in': ({ username }) => ({ message: `the server accepts ${username}` }),
    'abilities-extended': ({ abilities: known }) => ({
      message: `extended level: ${known.map((ability) => abilities[ability]).join(', ')}`,
    }),
    'abilities-base': () => ({ message: 'base level: whole archives, which start over when interrupted' }),
    'schedule-whole': ({ path, paths }) => ({
      message: `${path}: ${paths} ${plural(paths, 'path', 'paths')}`,
    }),
    'schedule-empty': () => ({ message: 'nothing is scheduled' }),
    'sources-readable': () => ({ message: 'can be read' }),
    'uploads-fresh': () => ({ message: 'none is late' }),
    'upload-late': ({ path, due }, { date }) => ({
      message: `${path} should have been uploaded${due === null ? '' : ` on ${date(due)}`}, and nobody did`,
      fix: 'secure-client schedule run, and by itself: secure-client schedule install',
    }),
    'upload-failed': ({ path, message, failures }) => ({
      message: `${path} failed${failures > 1 ? ` ${failures} times` : ''}: ${message}`,
      fix: `secure-client schedule run ${shellWord(path)} --now`,
    }),
    'lock-free': () => ({ message: 'free' }),
    'lock-held': ({ runner, pid, host, since }, { date }) => ({
      message: `held by ${scheduleInEnglish.runner(runner)}, process ${pid} on ${host}, since ${date(since)}`,
    }),
    'lock-stale': ({ runner, pid, host, since }, { date }) => ({
      message: `left behind by ${scheduleInEnglish.runner(runner)}, process ${pid} on ${host}, since ${date(since)}`,
      fix: 'Nothing to do: the next run takes it over.',
    }),
    'terminal-capable': ({ term }) => ({ message: term }),
    'terminal-bare': ({ term }) => ({
      message: term === '' ? 'TERM is not set' : `TERM is ${term}`,
      fix: 'export TERM=xterm-256color',
    }),
    'window-large': ({ columns, rows }) => ({ message: `${columns}x${rows}` }),
    'window-small': ({ columns, rows, smallest }) => ({
      message: `${columns}x${rows}: too small for the screens`,
      fix: `Make it ${smallest.columns}x${smallest.rows} or larger.`,
    }),
    'charset-unicode': () => ({ message: 'UTF-8' }),
    'charset-letters': () => ({ message: 'a console: no lines and blocks' }),
    'charset-ascii': () => ({
      message: 'not UTF-8: ASCII is used',
      fix: 'Where it can do more: export LANG=C.UTF-8, or SECURE_CLIENT_ASCII=0',
    }),
    'colours-shown': ({ colours }, { number }) => ({ message: number(colours) }),
    'colours-off': () => ({ message: 'none' }),
    'program-version': ({ version }) => ({ message: version }),
    'node-version': ({ node, needed, openssl }) => ({
      message: `${node} (${needed} or newer is needed), OpenSSL ${openssl}`,
    }),
  },
  conclusion: (problems, warnings) => {
    if (problems === 0 && warnings === 0) return 'All is well.';
    const counted = [
      ...(problems === 0 ? [] : [`${problems} ${plural(problems, 'problem', 'problems')}`]),
      ...(warnings === 0 ? [] : [`${warnings} ${plural(warnings, 'warning', 'warnings')}`]),
    ];
    return `${counted.join(', ')}.`;
  },
};
