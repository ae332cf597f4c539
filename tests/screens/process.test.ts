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
  return watch(process.execPath, ['--import', 'tsx', program, home], environment);
}

/** The same from a shell with jobs, where Ctrl+Z means something. */
async function startInShell() {
  const started = watch('bash', ['--norc', '--noprofile', '-i'], { PS1: 'prompt> ' });
  await started.see('prompt> ');
  started.terminal.write(`${process.execPath} --import tsx ${program} ${home}\r`);
  await started.see('Connect ]');
  return started;
}

function watch(command: string, args: readonly string[], environment: Record<string, string>) {
  const terminal = spawn(command, [...args], {
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

test('NO_COLOR is obeyed: nothing is coloured, and the selection is still to be seen', async () => {
  const { terminal, see, output } = start({ NO_COLOR: '1' });
  await see('► [ Connect ]');
  terminal.kill('SIGKILL');
  const looks = Array.from(output().matchAll(/\u{1b}\[([\d;]*)m/gu), ([, look]) => Number(look));
  // Bold, faint, underlined and inverse, and their ends; no colour.
  expect(looks.filter((look) => look >= 30)).toEqual([]);
});

test('Ctrl+Z gives the terminal to the shell, fg comes back in the size that the window has by then', async () => {
  const { terminal, see, output } = await startInShell();
  terminal.write('\u{1a}');
  await see('Stopped');
  expect(output().lastIndexOf(leaveAlternateScreen)).toBeGreaterThan(output().indexOf(enterAlternateScreen));
  terminal.resize(100, 30);
  terminal.write('fg\r');
  await see('─'.repeat(100));
  const frame = () => output().slice(output().lastIndexOf(enterAlternateScreen));
  await expect.poll(() => frame().split('\n').length).toBe(30);
  terminal.kill('SIGKILL');
});

test('a line that drops while the program is stopped leaves no orphan', async () => {
  const { terminal, see, output } = await startInShell();
  terminal.write('\u{1a}');
  await see('Stopped');
  terminal.write('echo "process $(jobs -p)."\r');
  await expect.poll(output).toMatch(/process \d+\./);
  const pid = Number(/process (\d+)\./.exec(output())?.[1]);
  terminal.kill('SIGHUP');
  await expect.poll(() => isThere(pid), { timeout: 20_000 }).toBe(false);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
