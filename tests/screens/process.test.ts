import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../support/screensOnATerminal.ts', import.meta.url));
const enterAlternateScreen = '\u{1b}[?1049h';
const leaveAlternateScreen = '\u{1b}[?1049l';
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'process-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Starts the screens on a pseudo-terminal. */
function start(environment: Record<string, string> = {}) {
  const terminal = spawn(process.execPath, ['--import', 'tsx', program, home], {
    cols: 80,
    rows: 24,
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...environment },
  });
  let output = '';
  const watchers = new Set<() => void>();
  terminal.onData((data) => {
    output += data;
    for (const watch of watchers) watch();
  });
  const exited = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
  const see = (text: string) =>
    new Promise<void>((resolve) => {
      const watch = () => output.includes(text) && resolve();
      watchers.add(watch);
      watch();
    });
  return { terminal, exited, see, output: () => output };
}

test('q restores the terminal and ends with 0', async () => {
  const { terminal, exited, see, output } = start();
  await see('Connect ]');
  terminal.write('\r');
  await see('No archives yet');
  terminal.write('q');
  expect(await exited).toBe(0);
  expect(output()).toContain(enterAlternateScreen);
  expect(output().lastIndexOf(leaveAlternateScreen)).toBeGreaterThan(
    output().lastIndexOf(enterAlternateScreen),
  );
  expect(output().endsWith('\u{1b}[?25h')).toBe(true);
});

test.for([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s restores the terminal and ends with %i', async ([signal, code]) => {
  const { terminal, exited, see, output } = start();
  await see('Connect ]');
  terminal.kill(signal);
  expect(await exited).toBe(code);
  expect(output()).toContain(leaveAlternateScreen);
});

test('a view that cannot be drawn is told on the terminal, and ends with 1', async () => {
  const { terminal, exited, see, output } = start({ BREAK: '1' });
  await see('Connect ]');
  terminal.write('\r');
  expect(await exited).toBe(1);
  const after = output().slice(output().lastIndexOf(leaveAlternateScreen));
  expect(after).toMatch(/\w+/);
});

test('NO_COLOR is obeyed, and the selection is still to be seen', async () => {
  const { terminal, see, output } = start({ NO_COLOR: '1' });
  await see('► [ Connect ]');
  terminal.kill('SIGKILL');
  expect(output()).not.toMatch(/\u{1b}\[[\d;]*m/u);
});
