import { expect, test } from 'vitest';
import { latest } from '../support/fakeClient.ts';
import { filled, makeArchives, openArchives, openTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

test('an idle screen writes nothing', async () => {
  const terminal = await openArchives({ archives: makeArchives(5) });
  await terminal.type('j');
  const { bytes } = terminal.written;
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(terminal.written.bytes).toBe(bytes);
});

test('no frame is taller than the window, whatever is open', async () => {
  const terminal = await openArchives({ archives: makeArchives(50), columns: 60, rows: 16 });
  for (const key of [
    'm',
    keys.escape,
    'd',
    keys.escape,
    '/a',
    keys.escape,
    's',
    'a',
    'q',
    'q',
    '?',
    'G',
    'q',
    'd\r',
    'x',
  ]) {
    await terminal.type(key);
  }
  await terminal.see('► Let it run');
  expect(terminal.written.tallestFrame).toBe(16);
});

test('at 60x16 everything has its place, the date has gone', async () => {
  const terminal = await openArchives({ archives: makeArchives(50), columns: 60, rows: 16 });
  await terminal.see('1 of 50');
  expect(terminal.lines()[0]).toBe(' alice@backup.example.org:8443 · TLSv1.3 · certificate 87 d');
  expect(terminal.screen()).not.toContain('Uploaded');
  expect(terminal.lines().every((line) => line.length <= 60)).toBe(true);
  await terminal.see(/ q quit/);
});

test('a smaller window gets a plain message, and the screens back when it grows', async () => {
  const small = await openTerminal({ columns: 40, rows: 10 });
  await small.see('This window is too small: 40x10.');
  await small.type('typed blindly');
  await small.resize({ columns: 80, rows: 24 });
  await small.see('► Server');
  expect(small.screen()).not.toContain('typed');
});

test('the list follows the size of the window', async () => {
  const terminal = await openArchives({ archives: makeArchives(100) });
  await terminal.type('G');
  await terminal.resize({ columns: 120, rows: 40 });
  await terminal.see('► ! archive-00100.enc');
  await terminal.see('archive-00070.enc');
  await terminal.resize({ columns: 70, rows: 18 });
  await terminal.see('► ! archive-00100.enc');
  expect(terminal.lines().at(-1)).toContain('Enter open');
});

test('a window that shrinks gets no frame of its old height', async () => {
  const terminal = await openArchives({ archives: makeArchives(100), columns: 120, rows: 50 });
  await terminal.see('archive-00040.enc');
  terminal.written.tallestFrame = 0;
  await terminal.resize({ columns: 80, rows: 20 });
  await terminal.see('1 of 100');
  await terminal.type('j');
  expect(terminal.written.tallestFrame).toBeLessThanOrEqual(20);
});

test('the screens speak French', async () => {
  const terminal = await openTerminal({ language: 'fr', login: filled, archives: makeArchives(30) });
  await terminal.see('► [ Se connecter ]');
  await terminal.type(keys.enter);
  latest(terminal.client.logins).accept();
  await terminal.see('30 archives · ! 7 de plus de 24 h · rien de programmé');
  await terminal.see(/Nom +Taille +Âge ▲ +Envoyée/);
  await terminal.see('1,5 ko');
  await terminal.type('m');
  await terminal.see('Récupérer et déchiffrer');
  await terminal.type(keys.ctrl('g'));
  await terminal.see('Download and decrypt');
});

test('the terminal cursor stands in the field being edited and is hidden otherwise', async () => {
  const terminal = await openArchives({ archives: makeArchives(5) });
  await terminal.type('/abc');
  await terminal.see('Filter / abc');
  expect(terminal.cursor()).toEqual({ x: 13, y: 3 });
  await terminal.type(keys.left);
  expect(terminal.cursor()).toEqual({ x: 12, y: 3 });
});

test('Ctrl+L draws the whole screen again', async () => {
  const terminal = await openArchives({ archives: makeArchives(5) });
  const before = terminal.written.bytes;
  await terminal.type(keys.ctrl('l'));
  await expect.poll(() => terminal.written.bytes - before).toBeGreaterThan(500);
  await terminal.see('►   archive-00001.enc');
});
