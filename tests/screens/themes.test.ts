import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { chooseTheme, themeNames } from '../../src/text/themeName.ts';
import { makeArchives, openArchives } from '../support/openTerminal.ts';
import { runProgram } from '../support/program.ts';
import { keys } from '../support/terminal.ts';

/** Ink reads this when it is loaded. */
vi.hoisted(() => {
  process.env['FORCE_COLOR'] = '1';
});

/** The codes that choose looks in what was written. */
function looksIn(output: string): number[] {
  return Array.from(output.matchAll(/\u{1b}\[([\d;]*)m/gu), ([, codes = '']) =>
    codes.split(';').map(Number),
  ).flat();
}

const isColour = (look: number) => look >= 30 && look !== 39 && look !== 49;

test.for(themeNames)('the theme %s uses the sixteen ANSI colours alone, monochrome none', async (theme) => {
  const terminal = await openArchives({ theme, archives: makeArchives(30) });
  await terminal.type('Gm');
  const colours = looksIn(terminal.written.output).filter(isColour);
  // 38 and 48 would begin one of 256 or more colours.
  expect(colours.filter((look) => look === 38 || look === 48)).toEqual([]);
  expect(colours.length > 0).toBe(theme !== 'monochrome');
  expect(looksIn(terminal.written.output)).toContain(7);
});

test('Ctrl+T goes through the themes, says which, and the choice is kept', async () => {
  const terminal = await openArchives({ archives: makeArchives(3) });
  const readTheme = async () =>
    JSON.parse(await readFile(join(terminal.home, 'config.json'), 'utf8').catch(() => '{}')).theme;
  for (const [name, theme] of [
    ['for light backgrounds', 'light'],
    ['high contrast', 'high-contrast'],
    ['none', 'monochrome'],
    ['for dark backgrounds', 'default'],
  ]) {
    await terminal.type(keys.ctrl('t'));
    await terminal.see(`· Colours: ${name}`);
    await expect.poll(readTheme).toBe(theme);
  }
});

test('what was asked for wins over NO_COLOR, and NO_COLOR over what is remembered', () => {
  expect(chooseTheme('light', 'default', { NO_COLOR: '1' })).toBe('light');
  expect(chooseTheme(undefined, 'light', { NO_COLOR: '1' })).toBe('monochrome');
  expect(chooseTheme(undefined, 'light', { NO_COLOR: '' })).toBe('light');
  expect(chooseTheme(undefined, undefined, {})).toBe('default');
});

test('a theme that does not exist is a wrong use, told with those that do', async () => {
  const { exitCode, stderr } = await runProgram(['--theme', 'pink']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('high-contrast');
});
