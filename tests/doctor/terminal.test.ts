import { expect, test } from 'vitest';
import { checkTerminal, type TerminalFacts } from '../../src/client/doctor/terminal.ts';
import { foundBy, troubles } from './checks.ts';

const terminal: TerminalFacts = { isTTY: true, columns: 80, rows: 24, getColorDepth: () => 8 };
const environment = { TERM: 'xterm-256color', LANG: 'fr_FR.UTF-8' };

test('a terminal of today is well', () => {
  const checks = checkTerminal(terminal, environment);
  expect(troubles(checks)).toEqual([]);
  expect(foundBy(checks, 'terminal.colours')).toBe('ok colours-shown');
});
test('a file is no terminal', () => {
  const checks = checkTerminal({}, environment);
  expect(checks.map(({ status, found }) => [status, found.code])).toEqual([['skipped', 'no-terminal']]);
});
test.for([
  ['TERM', { ...environment, TERM: 'dumb' }, 'terminal.kind warning terminal-bare'],
  ['charset', { ...environment, LC_ALL: 'C' }, 'terminal.charset warning charset-ascii'],
] as const)('a %s that is not enough is a warning', ([, variables, trouble]) => {
  expect(troubles(checkTerminal(terminal, variables))).toEqual([trouble]);
});
test('a console that has letters only is well', () => {
  const checks = checkTerminal(terminal, { ...environment, TERM: 'linux' });
  expect(foundBy(checks, 'terminal.charset')).toBe('ok charset-letters');
});
test('a window that is too small is a warning, one of unknown size is not', () => {
  const sizes = [
    { columns: 59, rows: 24 },
    { columns: 80, rows: 15 },
    { columns: 0, rows: 0 },
  ];
  const found = sizes.map((size) => troubles(checkTerminal({ ...terminal, ...size }, environment)));
  const small = ['terminal.size warning window-small'];
  expect(found).toEqual([small, small, []]);
});
test('no colours are a choice', () => {
  const checks = checkTerminal(terminal, { ...environment, NO_COLOR: '1' });
  expect(foundBy(checks, 'terminal.colours')).toBe('ok colours-off');
});
