import { expect, test } from 'vitest';
import { makeArchives, openArchives } from '../support/openTerminal.ts';

const digest = '0123456789abcdef'.repeat(4);

test('a wide window shows more about the highlighted archive, and how to do the same without the screens', async () => {
  const archives = makeArchives(40).map((archive) => ({ ...archive, sha256: digest }));
  const terminal = await openArchives({ archives, columns: 120, rows: 30 });
  await terminal.see('│ archive-00001.enc');
  await terminal.see(/│ Size +1\.5 kB/);
  await terminal.see(/│ Uploaded +2026-11-22 11:00/);
  await terminal.see(`│ ${digest.slice(0, 32)}`);
  await terminal.see('│ secure-client verify NAME');
  await terminal.type('G');
  await terminal.see('│ archive-00040.enc');
  await terminal.see(/│ Age +40 h/);
  expect(terminal.lines().every((line) => line.length <= 120)).toBe(true);
});

test('what the server does not tell is said to be unknown', async () => {
  const archives = [{ name: 'a.enc', size: null, uploadedAt: null }];
  const terminal = await openArchives({ archives, columns: 110 });
  await terminal.see(/│ Size +unknown/);
  await terminal.see(/│ Uploaded +unknown/);
  await terminal.see('SHA-256', false);
});

test('narrower windows, and empty lists, have no pane', async () => {
  const terminal = await openArchives({ archives: makeArchives(3), columns: 109 });
  await terminal.see('3 archives');
  expect(terminal.screen()).not.toContain('│');
  await terminal.resize({ columns: 110, rows: 24 });
  await terminal.see('│ archive-00001.enc');
  await terminal.type('/nothing');
  await terminal.see('Nothing matches');
  expect(terminal.screen()).not.toContain('│');
});

test('the pane speaks French', async () => {
  const terminal = await openArchives({ archives: makeArchives(3), columns: 120, language: 'fr' });
  await terminal.see(/│ Taille +1,5 ko/);
  await terminal.see('│ Sans les écrans');
});
