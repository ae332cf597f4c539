import type { SessionInfo } from '../../src/client/client.ts';
import type { Archive, Progress } from '../../src/client/types.ts';
import { UserError } from '../../src/common/errors.ts';
import { type Key, keyOf } from '../../src/components/keys/readKeys.ts';
import { initialState, type LoginDefaults } from '../../src/components/state/initialState.ts';
import type { Message } from '../../src/components/state/messages.ts';
import type { Size, State } from '../../src/components/state/model.ts';
import type { FolderEntry } from '../../src/components/state/pickerState.ts';
import { reduce } from '../../src/components/state/reduce.ts';
import { growTree } from '../../src/components/state/runners/archiveContents.ts';
import { newEntry, type Schedule } from '../../src/schedule/entry.ts';
import type { RunRecord } from '../../src/schedule/history.ts';
import type { Language } from '../../src/text/language.ts';
import { makeEntries } from '../support/archiveEntries.ts';
import { makeArchives, noon } from '../support/openTerminal.ts';

/** What leads to a scene: messages, one after the other, and how much later each comes. */
interface Scene {
  readonly login?: Partial<LoginDefaults>;
  readonly play: readonly (Message | { readonly secondsLater: number })[];
}

const hour = 3_600_000;
const hoursAgo = (hours: number) => new Date(noon.getTime() - hours * hour);

const session: SessionInfo = {
  host: 'backup.example.org',
  port: 8443,
  username: 'ada',
  tlsProtocol: 'TLSv1.3',
  clientCertificateExpires: new Date(noon.getTime() + 87.5 * 24 * hour),
  authorityExpires: new Date(noon.getTime() + 3000 * 24 * hour),
  serverCertificateExpires: new Date(noon.getTime() + 300 * 24 * hour),
  isServerRenewed: false,
  passphraseIsPassword: false,
  readsInPart: true,
  abilities: { deletes: true, resumesUploads: true },
};
const soonExpired = { ...session, clientCertificateExpires: new Date(noon.getTime() + 5.5 * 24 * hour) };
const login = { host: session.host, port: '8443', username: 'ada', password: 'correct horse' };
const empty = { host: '', port: '', username: '', password: '' };
const profileNames = [null, 'office', 'the server in the cellar'];
const withProfiles = {
  profiles: profileNames.map((name) => ({ name, host: session.host, port: 8443, username: 'ada' })),
};

const few: readonly Archive[] = [
  { name: 'documents_20261122T095400Z.enc', size: 11_600, uploadedAt: hoursAgo(2.1) },
  { name: 'photos_20261121T162200Z.enc', size: 2_345_678_901, uploadedAt: hoursAgo(19.6) },
  { name: 'написано-写真_20261121T090000Z.enc', size: 180_000, uploadedAt: hoursAgo(26.9) },
  {
    name: 'a-name-that-is-much-longer-than-any-window-is-wide-so-that-it-must-be-cut-somewhere.enc',
    size: 999_999,
    uploadedAt: hoursAgo(300),
  },
  { name: 'of-unknown-age.enc', size: null, uploadedAt: null },
];

const entries: readonly FolderEntry[] = [
  {
    name: 'Documents',
    kind: 'folder',
    isLink: false,
    details: { isReadable: true, size: 4096, modifiedAt: hoursAgo(30) },
  },
  {
    name: 'Photos',
    kind: 'folder',
    isLink: false,
    details: { isReadable: true, size: 4096, modifiedAt: hoursAgo(700) },
  },
  {
    name: 'private',
    kind: 'folder',
    isLink: false,
    details: { isReadable: false, problem: 'no-permission' },
  },
  {
    name: '.profile',
    kind: 'file',
    isLink: false,
    details: { isReadable: true, size: 807, modifiedAt: hoursAgo(9000) },
  },
  {
    name: 'budget 2026.ods',
    kind: 'file',
    isLink: false,
    details: { isReadable: true, size: 48_211, modifiedAt: hoursAgo(3) },
  },
  {
    name: 'notes.txt',
    kind: 'file',
    isLink: false,
    details: { isReadable: true, size: 1204, modifiedAt: hoursAgo(1) },
  },
  {
    name: 'secrets.kdbx',
    kind: 'file',
    isLink: false,
    details: { isReadable: false, problem: 'no-permission' },
  },
];

const schedule: Schedule = Object.fromEntries(
  (
    [
      ['/srv/photos', hoursAgo(21)],
      ['/home/ada/Documents', hoursAgo(2)],
      ['/var/lib/a-service-with-a-long-name/of-which/the-data/lies/deep-down/in-folders', null],
    ] as const
  ).map(([path, lastSuccess]) => [path, { ...newEntry(path), lastSuccess }]),
);
/** One entry of each kind, with all that can be set. */
const troubled: Schedule = Object.fromEntries(
  [
    {
      ...newEntry('/srv/mail', hoursAgo(2000)),
      rule: { cron: '0 */6 * * 1-5', zone: 'Europe/Paris' },
      label: 'mail',
      exclude: ['*.tmp', 'cache'],
      recipients: ['x25519:abc'],
      skipUnchanged: true,
      keep: { last: 3, daily: 7 },
      lastAttempt: hoursAgo(1),
      lastSuccess: hoursAgo(80),
      lastArchive: 'mail_2026-11-19T04-00-00.enc',
      lastError: { code: 'path-not-found', message: 'There is no /srv/mail.' },
      failures: 6,
    } as const,
    { ...newEntry('/srv/photos', hoursAgo(90)), paused: true, lastSuccess: hoursAgo(50) },
    {
      ...newEntry('/var/www', hoursAgo(90)),
      rule: { at: '02:30', zone: 'UTC' },
      lastSuccess: hoursAgo(11),
    } as const,
  ].map((entry) => [entry.path, entry]),
);
const runs: readonly RunRecord[] = [
  {
    version: 1,
    at: hoursAgo(1),
    seconds: 0.4,
    path: '/srv/mail',
    runner: 'screens',
    result: 'failed',
    error: { code: 'path-not-found', message: 'There is no /srv/mail.' },
    attempt: 6,
  },
  {
    version: 1,
    at: hoursAgo(11),
    seconds: 95,
    path: '/var/www',
    runner: 'watch',
    result: 'uploaded',
    archive: 'www_2026-11-22T01-00-00.enc',
    bytes: 5_000_000,
    sealedBytes: 5_100_000,
    entries: 321,
    warnings: [{ path: 'www/session', problem: 'vanished' }],
    attempt: 1,
  },
  {
    version: 1,
    at: hoursAgo(35),
    seconds: 1,
    path: '/var/www',
    runner: 'watch',
    result: 'unchanged',
    attempt: 1,
  },
];
const troubledSchedule: Message = { type: 'schedule-loaded', schedule: troubled };

const press = (...names: string[]): Message => ({
  type: 'keys',
  keys: names.map((name): Key => (name.length === 1 ? keyOf(name) : { name, text: '' })),
});
const typed = (text: string) => press(...Array.from(text));
const remembering: Message = { type: 'secrets-known', known: null, place: 'sealed-file' };
const certified: readonly Message[] = [
  { type: 'certificate-inspected', certificate: { kind: 'valid', days: 87, isKeyEncrypted: false } },
  remembering,
];
const uncertified: readonly Message[] = [
  {
    type: 'certificate-inspected',
    certificate: { kind: 'missing', path: '/home/ada/.config/secure-client/certs/client.crt' },
  },
  remembering,
];
const clientKey = '/home/ada/.config/secure-client/certs/client.key';
const listed = (archives: readonly Archive[], as = session): readonly Message[] => [
  { type: 'logged-in', session: as },
  { type: 'archives-listed', archives },
];
const at = (progress: Progress): Message => ({ type: 'transfer-sampled', progress });
const inPicker: readonly Message[] = [press('u'), { type: 'folder-read', folder: '/home/ada', entries }];
const picked: readonly Message[] = [...inPicker, typed('/notes'), press('enter', 'c')];
const uploading: readonly Scene['play'][number][] = [
  ...picked,
  at({ stage: 'sending', doneBytes: 0, totalBytes: 100_000_000 }),
  { secondsLater: 5 },
  at({ stage: 'sending', doneBytes: 25_000_000, totalBytes: 100_000_000 }),
];
const asking = (paths: readonly string[]): readonly Message[] => [
  press('d', 'enter'),
  { type: 'transfer-failed', error: new UserError('would-overwrite', { paths: [...paths] }) },
];
const uploaded: Message = {
  type: 'uploaded',
  result: {
    name: 'notes_20261122T120000Z.enc',
    bytes: 99_000_000,
    sealedBytes: 100_000_000,
    entries: 1204,
    mode: 'client',
    warnings: [
      { path: '/home/ada/Documents/locked', problem: 'unreadable', detail: 'EACCES' },
      {
        path: '/home/ada/Documents/a/path/that/is/so/long/that/its/beginning/has/to/go/mailbox',
        problem: 'changed',
      },
      { path: '/home/ada/Documents/socket', problem: 'special-file' },
    ],
  },
};

const root = await growTree(
  makeEntries({
    'letter.txt': 1300,
    'notes/': 0,
    'notes/today.md': 820,
    'notes/старые заметки.md': 45_000,
    'photos/': 0,
    'photos/harbour.raw': 24_500_000,
    'photos/a-name-that-is-much-longer-than-any-window-is-wide-so-that-it-must-be-cut-somewhere.raw': 800_000,
  }),
  new AbortController().signal,
);
const inside: readonly Message[] = [
  ...listed(few),
  press('enter'),
  { type: 'archive-read', name: few[0]?.name ?? '', root },
];
const shown = (days: number, fingerprint: string) => ({
  subject: 'CN=backup.example.org',
  issuer: 'CN=Example authority',
  fingerprint256: Array.from({ length: 32 }, () => fingerprint).join(':'),
  validFrom: hoursAgo(24 * days),
  validTo: hoursAgo(24 * (days - 365)),
});

const manyTransfers: readonly Scene['play'][number][] = [
  ...listed(few),
  ...uploading,
  uploaded,
  press('down', 'd', 'enter', 'down', 'd', 'enter', 'home', 'v', 'down', 'd', 'enter'),
  at({ stage: 'receiving', doneBytes: 0, totalBytes: 2_345_678_901 }),
  { secondsLater: 60 },
  at({ stage: 'receiving', doneBytes: 1_234_567_890, totalBytes: 2_345_678_901 }),
];
const lost = new UserError('connection-lost', { host: session.host, port: 8443 });
const interrupted: Message = {
  type: 'unfinished-listed',
  unfinished: [
    {
      id: 'a1b2c3',
      kind: 'upload',
      name: 'documents_20261121T090000Z.enc',
      host: session.host,
      port: 8443,
      username: 'ada',
      startedAt: hoursAgo(27),
      size: 900_000_000,
      doneBytes: 300_000_000,
      paths: ['/home/ada/Documents'],
      include: [],
      exclude: [],
      recipients: [],
    },
  ],
};

/** Every scene the golden files show. */
export const scenes: Readonly<Record<string, Scene>> = {
  'first-start': { login: empty, play: uncertified },
  'first-start-choices': { login: empty, play: [...uncertified, press('ctrl+n')] },
  'first-start-import': { login: empty, play: [...uncertified, press('ctrl+n', 'enter')] },
  'first-start-request': { login: empty, play: [...uncertified, press('ctrl+n', 'down', 'enter')] },
  login: { play: certified },
  'login-profiles': { login: withProfiles, play: [...certified, press('ctrl+p')] },
  'login-locked-key': {
    play: [
      ...certified,
      press('enter'),
      { type: 'login-failed', error: new UserError('client-key-passphrase-missing', { path: clientKey }) },
    ],
  },
  'login-problems': { login: { ...empty, port: '70000' }, play: [...certified, press('tab', 'tab', 'tab')] },
  'login-connecting': { play: [...certified, press('enter'), { type: 'login-stage', stage: 'handshake' }] },
  'login-refused': {
    play: [
      ...certified,
      press('enter'),
      {
        type: 'login-failed',
        error: new UserError('wrong-credentials', { host: session.host, port: 8443, username: 'ada' }),
      },
    ],
  },
  'main-loading': { play: [{ type: 'logged-in', session }] },
  'main-empty': { play: listed([]) },
  'main-server-mode': {
    login: { mode: 'server' },
    play: [...listed(few), { type: 'schedule-loaded', schedule }],
  },
  'main-few': { play: [...listed(few), { type: 'schedule-loaded', schedule }] },
  'main-many': { play: [...listed(makeArchives(1234), soonExpired), press('pagedown', 'pagedown', 'down')] },
  'main-filtered': { play: [...listed(makeArchives(200)), typed('/0001')] },
  'main-marked': { play: [...listed(few), press('space', 'space', 'down', 'o')] },
  'main-no-match': { play: [...listed(few), typed('/nothing'), press('enter')] },
  'main-error': {
    play: [
      ...listed(few),
      press('r'),
      {
        type: 'listing-failed',
        error: new UserError('connection-refused', { host: session.host, port: 8443 }),
      },
    ],
  },
  menu: { play: [...listed(few), press('m', 'down')] },
  destination: { play: [...listed(few), press('d')] },
  'upload-running': { play: [...listed(few), ...uploading] },
  'upload-queue': { play: [...listed(few), ...uploading, ...picked] },
  'upload-done': { play: [...listed(few), ...uploading, uploaded] },
  'download-running': {
    play: [
      ...listed(few),
      press('down', 'd', 'enter'),
      at({ stage: 'receiving', doneBytes: 0, totalBytes: 2_345_678_901 }),
      { secondsLater: 600 },
      at({ stage: 'receiving', doneBytes: 1_234_567_890, totalBytes: 2_345_678_901 }),
    ],
  },
  'transfer-failed': {
    play: [
      ...listed(few),
      ...uploading,
      {
        type: 'transfer-failed',
        error: new UserError('disk-full', { path: '/home/ada/.config/secure-client/state' }),
      },
    ],
  },
  'question-quit': { play: [...listed(few), ...uploading, ...picked, press('q')] },
  'question-cancel': { play: [...listed(few), ...uploading, press('x')] },
  'question-overwrite': {
    play: [...listed(few), ...asking(['letter.txt', 'notes/today.md', 'c', 'd', 'e'])],
  },
  'question-remove': {
    play: [...listed(few), { type: 'schedule-loaded', schedule }, press('s', 'end', 'x')],
  },
  copied: { play: [...listed(few), press('Y')] },
  'picker-server-mode': {
    login: { mode: 'server' },
    play: [...listed(few), ...inPicker, press('c')],
  },
  picker: { play: [...listed(few), ...inPicker] },
  'picker-marked': { play: [...listed(few), ...inPicker, press('.', 'space', 'space', 'end')] },
  'picker-filtered': { play: [...listed(few), ...inPicker, typed('/not')] },
  'picker-refused': {
    play: [
      ...listed(few),
      ...inPicker,
      {
        type: 'folder-failed',
        folder: '/home/ada/private',
        error: new UserError('path-unreadable', { path: '/home/ada/private', reason: 'EACCES' }),
      },
    ],
  },
  'picker-together': { play: [...listed(few), ...inPicker, press('space', 'space', 'c')] },
  browse: { play: inside },
  'browse-marked': { play: [...inside, press('space', 'end', 'space')] },
  'browse-folder': { play: [...inside, press('down', 'enter')] },
  'browse-receiving': {
    play: [
      { type: 'logged-in', session: { ...session, readsInPart: false } },
      { type: 'archives-listed', archives: few },
      press('down', 'enter', 'y'),
      {
        type: 'archive-received',
        name: few[1]?.name ?? '',
        progress: { doneBytes: 1_234_567_890, totalBytes: 2_345_678_901 },
      },
    ],
  },
  'question-receive': {
    play: [
      { type: 'logged-in', session: { ...session, readsInPart: false } },
      { type: 'archives-listed', archives: few },
      press('down', 'enter'),
    ],
  },
  'browse-restore': { play: [...inside, press('space', 'd')] },
  'question-certificate': {
    play: [
      ...certified,
      press('enter'),
      {
        type: 'login-failed',
        error: new UserError('server-certificate-changed', {
          host: session.host,
          port: 8443,
          known: shown(300, '1A'),
          shown: shown(2, 'F9'),
        }),
      },
    ],
  },
  transfers: { play: [...manyTransfers, press('t')] },
  'transfers-paused': {
    play: [...manyTransfers, press('t', 'end', 'up', 'p', 'up', 'x'), press('down')],
  },
  'transfers-empty': { play: [...listed(few), press('t')] },
  'transfer-retry': {
    play: [
      ...manyTransfers,
      {
        type: 'transfer-retries',
        retry: { error: lost, attempt: 3, at: new Date(noon.getTime() + 77_000) },
      },
    ],
  },
  'question-unfinished': { play: [...listed(few), interrupted] },
  'question-delete': { play: [...listed(few), press('space', 'space', 'D')] },
  schedule: { play: [...listed(few), { type: 'schedule-loaded', schedule }, press('s', 'down')] },
  'schedule-empty': { play: [...listed(few), press('s')] },
  'schedule-troubled': { play: [...listed(few), troubledSchedule, press('s')] },
  'main-alarm': { play: [...listed(few), troubledSchedule] },
  'schedule-edit': { play: [...listed(few), troubledSchedule, press('s', 'enter', 'tab', 'end')] },
  'schedule-edit-wrong': {
    play: [...listed(few), troubledSchedule, press('s', 'enter', 'tab'), typed(' x')],
  },
  'schedule-edit-refused': {
    play: [
      ...listed(few),
      troubledSchedule,
      press('s', 'enter', 'tab'),
      {
        type: 'entry-refused',
        paths: ['/srv/mail'],
        error: new UserError('one-file-only', { path: '/srv/mail', found: 'options' }),
      },
    ],
  },
  'schedule-add': {
    play: [
      ...listed(few),
      press('s', 'a'),
      { type: 'folder-read', folder: '/home/ada', entries },
      press('c'),
    ],
  },
  history: {
    play: [
      ...listed(few),
      troubledSchedule,
      press('s', 'h', 'a'),
      { type: 'history-loaded', path: null, runs },
      press('down'),
    ],
  },
  'schedule-transfer': {
    play: [...listed(few), { type: 'schedule-loaded', schedule }, ...uploading, press('s')],
  },
  warnings: { play: [...listed(few), ...uploading, uploaded, press('w', 'down')] },
  help: { play: [...listed(few), press('?')] },
  'help-end': { play: [...listed(few), press('?', 'end')] },
};

/** The state of a scene. */
export function stateOf({ login: typedLogin = {}, play }: Scene, language: Language, size: Size): State {
  const home = '/home/ada/.config/secure-client';
  let now = noon;
  let state = initialState({
    language,
    theme: 'default',
    login: { ...login, remember: true, ...typedLogin },
    places: { home, userHome: '/home/ada', workingFolder: '/home/ada' },
    size,
    now,
  });
  for (const message of play) {
    if ('secondsLater' in message) now = new Date(now.getTime() + message.secondsLater * 1000);
    else state = reduce({ ...state, now }, message).state;
  }
  return state;
}
