import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadSchedule } from '../../src/schedule/scheduleFile.ts';
import type { Language } from '../../src/text/language.ts';
import { latest } from '../support/fakeClient.ts';
import { filled, openArchives, openTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const login = { ...filled, mode: 'server' } as const;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-mode-'));
  await mkdir(join(folder, 'beta'));
  await writeFile(join(folder, 'notes.txt'), 'x');
  await writeFile(join(folder, 'other.txt'), 'x');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function openPicker(language: Language = 'en', key = 'u') {
  const terminal = await openArchives({ login, language, workingFolder: folder });
  await terminal.type(key);
  await terminal.see('beta/');
  return terminal;
}

test.for([
  {
    language: 'en',
    header: '! the server can read uploads',
    title: 'Upload: choose a file; the server can read it',
    sent: '√ Uploaded notes.txt, 1 B, as it is: the server can read it',
  },
  {
    language: 'fr',
    header: '! le serveur peut lire vos envois',
    title: 'Envoyer : un fichier, que le serveur pourra lire',
    sent: '√ Envoyé notes.txt, 1 o, tel quel : le serveur peut le lire',
  },
] as const)('$language: it is said that the server can read a file, before and after', async (told) => {
  const terminal = await openArchives({ login, language: told.language, workingFolder: folder });
  await terminal.see(told.header);
  await terminal.type('u');
  await terminal.see(told.title);
  await terminal.see('notes.txt');
  await terminal.type(`/notes${keys.enter}${keys.enter}`);
  await vi.waitUntil(() => terminal.client.transfers.length === 1);
  const upload = latest(terminal.client.transfers);
  expect(upload.uploadOptions).toMatchObject({ mode: 'server' });
  upload.succeed({ mode: 'server', name: 'notes.txt', sealedBytes: 1 });
  await terminal.see(told.sent);
});

test.for([
  {
    language: 'en',
    folder: /! In server mode one file is sent as it is, and[\s\S]*is\s+a\s+folder\./u,
    several: '! In server mode one file is sent as it is, and several paths were given.',
    named: '! In server mode one file is sent as it is, so a label, globs',
  },
  {
    language: 'fr',
    folder: /! En mode serveur, un seul fichier est envoyé tel quel, et[\s\S]*est\s+un\s+dossier\./u,
    several: '! En mode serveur, un seul fichier est envoyé tel quel, et plusieurs chemins',
    named: '! En mode serveur, un seul fichier est envoyé tel quel : étiquette, motifs',
  },
] as const)('$language: folders, several paths and labels are refused, and nothing starts', async (told) => {
  const terminal = await openPicker(told.language);
  await terminal.type('c');
  await terminal.see(told.folder);
  await terminal.type(`/txt${keys.enter}  c`);
  await terminal.see(told.several);
  await terminal.type(' n');
  await terminal.see(told.named);
  expect(terminal.client.transfers).toEqual([]);
});

test('a marked folder is known to be one from another folder too', async () => {
  const terminal = await openPicker();
  await terminal.type(` ${keys.left}`);
  await terminal.see('1 marked');
  await terminal.type('c');
  await terminal.see(/is\s+a\s+folder\./u);
});

test('a path that is scheduled here goes up as it is too', async () => {
  const terminal = await openPicker('en', 'sa');
  await terminal.see('Schedule: choose files; the server can read them');
  await terminal.type('c');
  await terminal.see(/is\s+a\s+folder\./u);
  await terminal.type(`/notes${keys.enter}${keys.enter}`);
  await terminal.see('every 24 hours');
  await terminal.type(keys.enter);
  await terminal.see('√ Scheduled 1 path.');
  const path = join(folder, 'notes.txt');
  expect(await loadSchedule(terminal.home)).toMatchObject({ [path]: { mode: 'server' } });
});

test('what is stopped starts over, and says so', async () => {
  const terminal = await openPicker();
  await terminal.type(`/notes${keys.enter}${keys.enter}`);
  await terminal.see('Uploading notes.txt');
  await terminal.type('tp');
  await terminal.see('· Paused: notes.txt; it cannot be resumed here and will start over.');
});

test('the profile that is chosen counts, not the one before', async () => {
  const server = { host: filled.host, port: 8443, username: 'alice' };
  const profiles = [
    { name: null, ...server, mode: 'server' },
    { name: 'nas', ...server },
  ] as const;
  const terminal = await openTerminal({ login: { ...login, profiles } });
  await terminal.type(`${keys.ctrl('p')}j${keys.enter}hunter2`);
  await terminal.logIn();
  await terminal.see('nothing scheduled');
  await terminal.see('the server can read', false);
});
