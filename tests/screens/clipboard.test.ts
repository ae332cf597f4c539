import { expect, test } from 'vitest';
import { copySequence } from '../../src/components/terminal/clipboard.ts';
import { filled, openArchives } from '../support/openTerminal.ts';

const archives = [{ name: 'ada’s photos\n_2026.enc', size: 1, uploadedAt: null }];

/** What the terminal was asked to take into its clipboard last. */
function copied(output: string): string {
  const [, text = ''] = Array.from(output.matchAll(/\u{1b}\]52;c;([\w+/=]*)\u{7}/gu)).at(-1) ?? [];
  return Buffer.from(text, 'base64').toString();
}

test('y copies the name, Y the command that does the same; no line break can come with them', async () => {
  const terminal = await openArchives({ archives });
  await terminal.type('y');
  await terminal.see('√ Sent to the clipboard of your terminal: ada’s photos');
  expect(copied(terminal.written.output)).toBe('ada’s photos\u{fffd}_2026.enc');
  await terminal.type('Y');
  await terminal.see('secure-client download');
  expect(copied(terminal.written.output)).toBe("secure-client download 'ada’s photos\u{fffd}_2026.enc'");
});

test('the command names the profile that was logged in with', async () => {
  const terminal = await openArchives({ archives, login: { ...filled, profile: 'the nas' } });
  await terminal.type('Y');
  await terminal.see('secure-client download');
  expect(copied(terminal.written.output)).toMatch(/ --profile 'the nas'$/);
});

test('where nothing is highlighted, nothing is copied, and it is said', async () => {
  const terminal = await openArchives();
  await terminal.type('y');
  await terminal.see('Nothing is highlighted.');
  expect(terminal.written.output).not.toContain(']52;');
});

test('tmux gets it plain and wrapped up, GNU screen wrapped up', () => {
  const plain = '\u{1b}]52;c;YWJj\u{7}';
  expect(copySequence('abc', {})).toBe(plain);
  expect(copySequence('abc', { TMUX: '/tmp/tmux' })).toBe(
    `${plain}\u{1b}Ptmux;\u{1b}\u{1b}]52;c;YWJj\u{7}\u{1b}\\`,
  );
  expect(copySequence('abc', { STY: '1.pts' })).toBe(`\u{1b}P${plain}\u{1b}\\`);
});
