import { expect, test } from 'vitest';
import { latest } from '../support/fakeClient.ts';
import { filled, makeArchives, openArchives, openTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

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
