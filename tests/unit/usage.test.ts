import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readComplaint } from '../../src/commands/readComplaint.ts';
import type { UsageProblemName } from '../../src/common/usageProblem.ts';
import { type Forged, forge } from '../support/forge.ts';
import { runHere } from '../support/runHere.ts';

/** All but what takes tens of millions of files, two hands on a keyboard, a terminal, or a Commander of another version. */
type Provoked = Exclude<
  UsageProblemName,
  | 'too-many-files'
  | 'passphrases-differ'
  | 'passwords-differ'
  | 'command-line'
  // Only in JSON: in words it is the help.
  | 'missing-command'
  | 'stdin-terminal'
  | 'stdout-terminal'
  // Its sentence goes to where the document would.
  | 'stdout-json'
>;
type Said = readonly [args: string, english: string, french: string];

/** In the arguments, `@` is the folder of the test, and `_` stands for a space. */
const problems: Readonly<Record<Provoked, Said>> = {
  port: [
    'list --port 65536',
    '--port takes a whole number from 1 to',
    '--port attend un nombre entier de 1 à',
  ],
  'listening-port': [
    'serve --data @ --port -1',
    '--port takes a whole number from 0',
    'un nombre entier de 0',
  ],
  fingerprint: [
    'login --accept-certificate 12:34',
    '--accept-certificate takes 64',
    '64 chiffres hexadécimaux',
  ],
  'profile-name': ['list --profile -x', '--profile takes a name of letters', 'un nom fait de lettres'],
  interval: ['schedule add /etc --every soon', '--every takes an interval', '--every attend un intervalle'],
  count: ['schedule history --limit 0', '--limit takes a whole number', '--limit attend un nombre entier'],
  'keep-count': [
    'prune --keep-daily 1.5',
    '--keep-daily takes a whole',
    '--keep-daily attend un nombre entier',
  ],
  days: ['certs init --days never', '--days takes a whole number', '--days attend un nombre entier'],
  seconds: ['serve --data @ --drain-seconds soon', '--drain-seconds takes a number of', 'de secondes'],
  quota: ['users quota ada lots --data @', '<size> takes a size like', '<size> attend une taille comme'],
  value: ['list --host=', 'The value of --host cannot be used', 'La valeur de --host n’est pas utilisable'],

  'unknown-option': [
    'upload --labl x',
    'secure-client upload has no option --labl. Did you mean --label?',
    'Vouliez-vous dire --label ?',
  ],
  'unknown-command': [
    'uplaod --label x',
    'secure-client has no command uplaod. Did you mean upload?',
    'Vouliez-vous dire upload ?',
  ],
  'missing-argument': ['upload', '<path> is missing', 'Il manque <chemin>'],
  'missing-option': ['seal /etc', '--output is missing', 'Il manque --output'],
  'missing-value': ['seal /etc -o', '--output needs a value', '--output attend une valeur'],
  'too-many-arguments': ['schedule history a b c', 'here: b, c', 'de trop : b, c'],
  'not-a-choice': ['certs issue horse', '<kind> is one of: client, server', 'parmi : client, server'],

  'forget-alone': ['login --forget --remember', '--forget goes with neither', '--forget ne va ni avec'],
  'watch-alone': ['schedule run --watch --now', '--watch goes with neither', '--watch ne va ni avec'],
  'one-rule': ['schedule add /etc --every 1h --at 02:30', 'Give one of --every', 'une seule des options'],
  'zone-without-time': ['schedule add /etc --zone UTC', '--zone goes with --at or', '--zone va avec --at ou'],
  'keep-what': ['prune', 'What is to be kept?', 'Que faut-il garder ?'],
  'which-server': ['list', 'Which server?', 'Quel serveur ?'],
  'whose-certificate': [
    'certs issue client',
    'Who is the certificate for?',
    'À qui est destiné le certificat ?',
  ],
  'request-of-server': [
    'certs issue server --csr a.csr',
    '--csr is for the certificates',
    '--csr est réservé',
  ],
  'server-without-name': [
    'certs issue server x --authority @/good',
    'needs a host name',
    'demande un nom d’hôte',
  ],

  'data-or-store': ['serve', 'Where are accounts and archives', 'Où les comptes et les archives'],
  'data-or-database': ['users list', 'Which accounts?', 'De quels comptes'],
  'options-exclude': [
    'serve --data @ --store s3://archives',
    '--store does not go with --data',
    '--store ne va pas avec --data',
  ],
  'option-needs': [
    'serve --store s3://archives',
    '--store needs --database too',
    '--store demande aussi --database',
  ],

  zone: ['schedule add /etc --at 02:30 --zone Mars', 'Mars is no time zone', 'Mars n’est pas un fuseau'],
  'time-of-day': ['schedule add /etc --at 25:00', '--at takes a time', '--at attend une heure'],
  cron: ['schedule add /etc --cron *', '--cron takes five fields', '--cron attend cinq champs'],
  'account-name': ['users add .ada --data @', 'This user name cannot be used', 'Ce nom d’utilisateur'],
  'account-password': [
    'users add ada --data @ --password-file /dev/null',
    'password is empty',
    'de passe est vide',
  ],
  'common-name': ['certs init _ --authority @/new', '" " cannot be the name', '«   » ne peut pas être'],
  'host-name': [
    'certs issue server x --authority @/good --dns a_b',
    '"a b" is not a host',
    '« a b » n’est pas',
  ],
  'ip-address': [
    'certs issue server x --authority @/good --ip 1.2',
    '"1.2" is not an IP',
    '« 1.2 » n’est pas',
  ],
  'same-name': ['seal @/good @/new/good -o @/x.enc', 'Two of the paths are named good', 's’appellent good'],
  'path-with-line-break': [
    'schedule install --print --password-file /dev/null --home @/a\nb --host h --port 1 --username u',
    'has a line break in its name',
    'contient un saut de ligne',
  ],

  'stdin-not-alone': ['upload - /etc --label x', 'no other path', 'aucun autre chemin'],
  'stdin-options': ['upload - --label x --exclude *.o', 'no glob', 'aucun motif'],
  'stdin-compress': ['upload - --label x --compress never', 'always compressed', 'toujours compressé'],
  'stdin-server-mode': ['upload - --label x --mode server', 'never sent as it is', 'jamais envoyé tel quel'],
  'stdin-label': ['upload -', 'needs a label', 'il faut une étiquette'],
  'stdin-name': ['seal - -o -', 'neither has the archive', 'et l’archive non plus'],
  'stdin-name-unusable': ['upload - --label x --stdin-name a/b', 'cannot be that of a', 'ne peut pas être'],
  'stdout-options': ['download x --to - --legacy', 'nothing but its content', 'et rien d’autre'],

  'authority-expired': ['certs issue client x --authority @/expired', 'has expired', 'a expiré'],
  'authority-unreadable': [
    'certs issue client x --authority @/unreadable',
    'read as PEM',
    'illisible comme PEM',
  ],
  'authority-not-one': [
    'certs issue client x --authority @/leaf',
    'is not an authority',
    'n’est pas une autorité',
  ],
  'authority-key-mismatch': ['certs issue client x --authority @/mixed', 'does not belong', 'ne va pas avec'],
  'authority-key-kind': ['certs issue client x --authority @/rsa', 'ECDSA P-256', 'ECDSA P-256'],
  'certificate-unreadable': [
    'certs show /dev/null',
    '/dev/null is not a PEM certificate',
    'n’est pas un certificat PEM',
  ],
  'certificate-of-others': [
    'certs revoke @/rsa/authority.crt --authority @/good',
    'was not issued by this authority',
    'n’a pas été émis par cette autorité',
  ],
  'server-certificate': [
    'serve --data @ --certs @/broken',
    'certificate of the server',
    'certificat du serveur',
  ],
  'revocation-list': [
    'serve --data @ --certs @/server --crl @/good/authority.crt',
    'revocation list',
    'révocation',
  ],
  'session-keys': [
    'serve --store s3://archives --database postgres://db/x --session-keys /dev/null --certs @/server --port 0',
    '/dev/null holds something else',
    '/dev/null contient autre chose',
  ],
  'store-url': [
    'serve --store http://archives --database postgres://db/x --session-keys @/keys --certs @/server --port 0',
    'not named by a URL of S3',
    'pas désigné par une URL de S3',
  ],
  'database-url': [
    'users list --database mysql://db/x',
    'not a URL of PostgreSQL',
    'pas une URL de PostgreSQL',
  ],
  'database-password': [
    'users list --database postgres://db/x?password=secret',
    'has a password in it',
    'contient un mot de passe',
  ],
  'cannot-listen': [
    'serve --data @ --certs @/server --quiet --listen 192.0.2.1 --port 8443',
    '192.0.2.1:8443 cannot be listened on (EADDRNOTAVAIL)',
    'Impossible d’écouter sur 192.0.2.1:8443 (EADDRNOTAVAIL)',
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-client-usage-'));
  const authority = await forge({ subject: 'good', isAuthority: true });
  const other = await forge({ subject: 'other', isAuthority: true });
  const server = await forge({ issuer: authority });
  await writeAuthority('good', authority);
  await writeAuthority('expired', await forge({ isAuthority: true, from: -2, to: -1 }));
  await writeAuthority('unreadable', { cert: '', key: '' });
  await writeAuthority('leaf', server);
  await writeAuthority('mixed', { cert: authority.cert, key: other.key });
  await writeAuthority('rsa', await forge({ isAuthority: true, rsaBits: 2048 }));
  await cp(join(folder, 'good'), join(folder, 'new/good'), { recursive: true });
  await writeFile(join(folder, 'keys'), Buffer.alloc(32).toString('base64'));
  await writeServer('server', server, authority);
  await writeServer('broken', { cert: 'nothing', key: 'nothing' }, authority);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  vi.stubEnv('SECURE_CLIENT_HOME', join(folder, 'home'));
  vi.stubEnv('SECURE_CLIENT_PASSWORD', 'correct horse');
  vi.stubEnv('SECURE_CLIENT_PASSPHRASE', 'battery staple');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = 0;
});

describe.for(Object.entries(problems))('%s', ([, [args, english, french]]) => {
  test.for([
    ['en', english],
    ['fr', french],
  ] as const)('is told with the next step (%s)', async ([language, sentence]) => {
    const told = await provoke(args, '--lang', language);
    expect(told).toMatchObject({ exitCode: 2, stdout: '' });
    const [message, next, ...more] = told.stderr.split('\n');
    expect(message).toContain(sentence);
    expect(next).not.toBe('');
    expect(more).toEqual(['']);

    const { exitCode, stdout, stderr } = await provoke(args, '--json', '--lang', language);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'usage', message, next } });
  });
});

test('the next step is the help of the command that was meant', async () => {
  expect((await provoke('schedule add')).stderr).toContain(
    '\nsecure-client schedule add --help shows the options and an example.\n',
  );
  expect((await provoke('list --port 0')).stderr).toContain('\nsecure-client list --help shows');
});

test('the language is that of the system where none is asked for', async () => {
  vi.stubEnv('LC_ALL', 'fr_CH.UTF-8');
  expect((await provoke('list --nonsense')).stderr).toContain(
    'secure-client list n’a pas d’option --nonsense.',
  );
});

test('a language that is not spoken is refused in that of the system', async () => {
  vi.stubEnv('LC_ALL', 'fr_CH.UTF-8');
  expect((await provoke('list --lang de')).stderr).toContain('--lang est à choisir parmi : en, fr.');
});

test('where a command is missing, JSON names those there are, and words are the help', async () => {
  const { exitCode, stdout, stderr } = await provoke('--json users');
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
  expect(JSON.parse(stdout).error.message).toBe(
    'secure-client users needs one of its commands: add, list, passwd, quota, remove.',
  );
  expect((await provoke('--json users', '--lang', 'fr')).stdout).toContain('une de ses commandes : add');
  expect(await provoke('users')).toMatchObject({ stdout: '', stderr: expect.stringContaining('Usage:') });
});

test('nothing that Commander says is shown as it stands', () => {
  expect(readComplaint('error: of a kind that later versions may know')).toEqual({ problem: 'command-line' });
});

test('what stands behind -- asks for nothing', async () => {
  const { stdout, stderr } = await provoke('list -- --json');
  expect({ stdout, stderr }).toMatchObject({ stdout: '', stderr: expect.stringContaining('--json') });
});

/** Runs the program with words that hold no spaces. */
function provoke(args: string, ...more: readonly string[]) {
  return runHere([
    ...more,
    ...args.split(' ').map((arg) => arg.replaceAll('@', folder).replaceAll('_', ' ')),
  ]);
}

async function writeAuthority(name: string, { cert, key }: Pick<Forged, 'cert' | 'key'>): Promise<void> {
  await writeAll(name, { 'authority.crt': cert, 'authority.key': key });
}

async function writeServer(
  name: string,
  { cert, key }: Pick<Forged, 'cert' | 'key'>,
  authority: Forged,
): Promise<void> {
  await writeAll(name, { 'server.crt': cert, 'server.key': key, 'ca.crt': authority.cert });
}

async function writeAll(name: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, name, file), content);
}
