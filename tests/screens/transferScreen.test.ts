import { expect, test } from 'vitest';
import type { UnfinishedTransfer } from '../../src/client/types.ts';
import { UserError } from '../../src/common/errors.ts';
import { latest } from '../support/fakeClient.ts';
import { makeArchives, noon, openArchives, type TestTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const megabyte = 1_000_000;
const base = { deletes: false, resumesUploads: false };

/** Downloads of the first archives, the first running, and the screen with all transfers. */
async function openTransfers(count: number, options: Parameters<typeof openArchives>[0] = {}) {
  const terminal = await openArchives({ archives: makeArchives(count), ...options });
  await terminal.type(`ad${keys.enter}t`);
  await terminal.see(/Transfers|Transferts/);
  return terminal;
}

const rows = (terminal: TestTerminal) =>
  terminal
    .lines()
    .filter((line) => /^ [► ] (download|upload|verify)/.test(line))
    .map((line) => line.replace(/ +/g, ' ').trimEnd());

test('all transfers are listed with how they are', async () => {
  const terminal = await openTransfers(3);
  const first = latest(terminal.client.transfers);
  first.progress({ stage: 'receiving', doneBytes: 25 * megabyte, totalBytes: 100 * megabyte });
  await terminal.see('25 %');
  expect(rows(terminal)).toEqual([
    ' ► download archive-00001.enc receiving 25 %',
    ' download archive-00002.enc waiting 3.0 kB',
    ' download archive-00003.enc waiting 4.5 kB',
  ]);
  first.succeed();
  await terminal.see('√ done');
  // The highlight stays on its transfer.
  expect(rows(terminal)).toEqual([
    ' download archive-00002.enc starting',
    ' download archive-00003.enc waiting 4.5 kB',
    ' ► download archive-00001.enc √ done just now',
  ]);
  await terminal.see('√ Restored 3 entries, 4.0 kB');
});

test('a paused transfer lets the next go, and goes on when it is its turn', async () => {
  const terminal = await openTransfers(2);
  latest(terminal.client.transfers).progress({ stage: 'receiving', doneBytes: 400, totalBytes: 1000 });
  await terminal.see('40 %');
  await terminal.type('p');
  await terminal.see(/download +archive-00002\.enc +starting/);
  await terminal.see(/► download +archive-00001\.enc +paused +40 %/);
  await terminal.see('400 B of 1.0 kB are there already; r goes on with the rest.');
  await terminal.type('r');
  await terminal.see(/► download +archive-00001\.enc +waiting/);
  latest(terminal.client.transfers).succeed();
  await terminal.see(/► download +archive-00001\.enc +starting/);
  expect(terminal.client.transfers.map(({ subject }) => subject)).toEqual([
    'archive-00001.enc',
    'archive-00002.enc',
    'archive-00001.enc',
  ]);
});

test('where the server cannot resume, pausing says that it starts over', async () => {
  const terminal = await openTransfers(1, { abilities: base, readsInPart: false });
  await terminal.type('p');
  await terminal.see('it cannot be resumed here and will start over');
  await terminal.see('It cannot go on where it was: r starts it over.');
});

test('a waiting transfer can be paused and cancelled too', async () => {
  const terminal = await openTransfers(3);
  await terminal.type('jp');
  await terminal.see(/► download +archive-00002\.enc +paused/);
  await terminal.type('kx');
  await terminal.see('► Let it run');
  await terminal.type('y');
  await terminal.see(/download +archive-00003\.enc +cancelled/);
  expect(terminal.client.transfers).toHaveLength(1);
});

test('cancelling asks whether to keep what was transferred, and discards it where that is wanted', async () => {
  const terminal = await openTransfers(1);
  const { destination = '' } = latest(terminal.client.transfers).options ?? {};
  terminal.client.unfinished = [{ ...interrupted, id: 'mine', name: 'archive-00001.enc', destination }];
  await terminal.type('x');
  await terminal.see('Stop now, resume later');
  await terminal.type(`${keys.end}${keys.enter}`);
  await terminal.see(/download +archive-00001\.enc +cancelled/);
  await expect.poll(() => terminal.client.unfinished).toEqual([]);
});

test('what failed says why, and can be tried again', async () => {
  const terminal = await openTransfers(1);
  latest(terminal.client.transfers).fail(new UserError('disk-full', { path: '/srv' }));
  await terminal.see(/► download +archive-00001\.enc +! failed/);
  await terminal.see('! Download of archive-00001.enc failed.');
  await terminal.type('r');
  await terminal.see(/download +archive-00001\.enc +starting/);
  expect(rows(terminal)).toHaveLength(1);
});

test('ended transfers are taken off one by one, or all at once', async () => {
  const terminal = await openTransfers(3);
  for (const name of ['archive-00001.enc', 'archive-00002.enc', 'archive-00003.enc']) {
    await expect.poll(() => latest(terminal.client.transfers).subject).toBe(name);
    latest(terminal.client.transfers).succeed();
  }
  await expect.poll(() => rows(terminal).filter((row) => row.includes('done'))).toHaveLength(3);
  await terminal.type('gx');
  await expect.poll(() => rows(terminal)).toHaveLength(2);
  await terminal.type('c');
  await terminal.see('No transfers.');
});

test('between two attempts, the reason and the time until the next one are told', async () => {
  const terminal = await openTransfers(1);
  const transfer = latest(terminal.client.transfers);
  transfer.progress({ stage: 'receiving', doneBytes: 400, totalBytes: 1000 });
  const error = new UserError('connection-lost', { host: 'backup.example.org', port: 8443 });
  transfer.retry({ error, attempt: 3, delayMs: 12_000 });
  await terminal.see('waiting to try again');
  await terminal.see('Trying again in 12 s (attempt 3). The connection to backup.example.org:8443');
  await terminal.see('broke off.');
  terminal.clock.now = new Date(noon.getTime() + 9000);
  await terminal.see('Trying again in 3 s');
  await terminal.type('q');
  await terminal.see('Trying again in 3 s');
  transfer.progress({ stage: 'receiving', doneBytes: 500, totalBytes: 1000 });
  await terminal.see('Trying again', false);
});

test('that a transfer goes on, or starts over, is said', async () => {
  const terminal = await openTransfers(1);
  await terminal.type('q');
  latest(terminal.client.transfers).notice('resumed');
  await terminal.see('archive-00001.enc: going on where it was interrupted.');
  await terminal.see('Downloading archive-00001.enc · resumed');
  latest(terminal.client.transfers).notice('restarted-server-changed');
  await terminal.see('Downloading archive-00001.enc · started over');
});

test('the warnings of each transfer can be read', async () => {
  const terminal = await openTransfers(2);
  latest(terminal.client.transfers).succeed({ warnings: [{ path: '/etc/key', problem: 'link-outside' }] });
  await terminal.see('! done');
  await expect.poll(() => terminal.client.transfers.length).toBe(2);
  latest(terminal.client.transfers).succeed();
  await terminal.see('√ done');
  await terminal.type('Gw');
  await terminal.see('/etc/key');
  await terminal.type('q');
  await terminal.see('Transfers');
  await terminal.see('! done');
});

const interrupted: UnfinishedTransfer = {
  id: 'a1',
  kind: 'download',
  name: 'photos.enc',
  host: 'backup.example.org',
  port: 8443,
  username: 'alice',
  startedAt: new Date(noon.getTime() - 7_200_000),
  size: 64 * megabyte,
  doneBytes: 23 * megabyte,
  paths: [],
  include: [],
  exclude: [],
  recipients: [],
  destination: '/restore/photos',
};
const interruptedUpload: UnfinishedTransfer = {
  ...interrupted,
  id: 'b2',
  kind: 'upload',
  name: 'mail.enc',
  doneBytes: null,
  paths: ['/srv/mail'],
  destination: undefined,
};

test('what an earlier run left is offered after the login, and goes on', async () => {
  const terminal = await openArchives({ unfinished: [interrupted, interruptedUpload] });
  await terminal.see('These transfers can go on:');
  await terminal.see('Download of photos.enc, 23.0 MB of 64.0 MB, begun 2 h ago');
  await terminal.see('Upload of mail, 64.0 MB, begun 2 h ago');
  await terminal.see('► Resume now');
  await terminal.type(keys.enter);
  await terminal.see('Downloading photos.enc');
  expect(latest(terminal.client.transfers).options).toMatchObject({ destination: '/restore/photos' });
  latest(terminal.client.transfers).succeed();
  await terminal.see('Uploading mail');
  expect(latest(terminal.client.transfers).subject).toBe('/srv/mail');
});

test('later leaves it among the transfers; there it can be discarded', async () => {
  const terminal = await openArchives({ unfinished: [interrupted] });
  await terminal.see('This transfer can go on:');
  await terminal.type(keys.escape);
  await terminal.see('· 1 paused');
  await terminal.type('t');
  await terminal.see(/► download +photos\.enc +paused +35 %/);
  await terminal.see('Begun 2 h ago, by an earlier run. 23.0 MB of 64.0 MB are there already');
  await terminal.type('x');
  await terminal.see('► Leave it paused');
  await terminal.type('y');
  await terminal.see('cancelled');
  await expect.poll(() => terminal.client.unfinished).toEqual([]);
});

test('all of it can be discarded at once', async () => {
  const terminal = await openArchives({ unfinished: [interrupted, interruptedUpload] });
  await terminal.see('► Resume now');
  await terminal.type(`${keys.end}${keys.enter}`);
  await expect.poll(() => terminal.client.unfinished).toEqual([]);
  expect(terminal.client.transfers).toEqual([]);
});

test('what is asked for again goes on with what was interrupted, which is listed no more', async () => {
  const archives = [{ name: 'photos.enc', size: 64 * megabyte, uploadedAt: noon }];
  const terminal = await openArchives({ unfinished: [interrupted], archives });
  await terminal.see('► Resume now');
  await terminal.type(`${keys.down}${keys.enter}`);
  await terminal.see('· 1 paused');
  await terminal.type(`d${keys.ctrl('u')}/restore/photos${keys.enter}`);
  await terminal.see('Downloading photos.enc');
  await terminal.see('1 paused', false);
});

test('in French the same is said', async () => {
  const terminal = await openArchives({ unfinished: [interruptedUpload], language: 'fr' });
  await terminal.see('Ce transfert peut reprendre :');
  await terminal.see('Envoi de mail, 64,0 Mo, commencé il y a 2 h');
  await terminal.type(`${keys.escape}`);
  await terminal.see('Ce transfert', false);
  await terminal.type('t');
  await terminal.see(/► envoi +mail +en pause/);
  await terminal.see(/Ce qui a été transféré est\n gardé ; r reprend la suite\./);
  await terminal.type('r');
  await terminal.see('démarrage');
  const error = new UserError('connection-lost', { host: 'backup.example.org', port: 8443 });
  latest(terminal.client.transfers).retry({ error, attempt: 1, delayMs: 2000 });
  await terminal.see('Nouvel essai dans 2 s (n° 1). ');
});

test('at 60x16 a row still tells what, how and how far', async () => {
  const terminal = await openTransfers(12, { columns: 60, rows: 16 });
  latest(terminal.client.transfers).progress({ stage: 'receiving', doneBytes: 400, totalBytes: 1000 });
  await terminal.see(/► ↓ archive-00001\.enc +receiving +40 %/);
  expect(terminal.lines().every((line) => line.length <= 60)).toBe(true);
  await terminal.type('G');
  await terminal.see('12 of 12');
  expect(terminal.written.tooTall).toBe(0);
});
