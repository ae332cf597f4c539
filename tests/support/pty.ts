import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import { cleanEnvironment, programPath } from './program.ts';

/** The shipped program on a real pseudo-terminal, as someone sees it who sits before it. */
export function startOnTerminal(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
) {
  return startCommandOnTerminal(process.execPath, [programPath, ...args], cwd, environment);
}

/** The screens on the throw-away server, logged in; what they leave in `temporary` is for the test to look at. */
export async function startDemo(cwd: string, temporary: string) {
  const program = startOnTerminal(['demo'], cwd, { TMPDIR: temporary });
  await program.see('Connect');
  program.press('\r');
  await program.see(/► .*documents_/);
  return program;
}

/** Any command on a real pseudo-terminal. */
export function startCommandOnTerminal(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
) {
  const size = { cols: 80, rows: 24 };
  const picture = new headless.Terminal({ ...size, allowProposedApi: true });
  const watchers = new Set<() => void>();
  const terminal = spawn(command, [...args], {
    ...size,
    cwd,
    env: cleanEnvironment({ TERM: 'xterm-256color', ...environment }),
  });
  let output = '';
  terminal.onData((data) => {
    output += data;
    picture.write(data, () => {
      for (const watch of watchers) watch();
    });
  });
  const exited = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));

  function screen(): string {
    const { active } = picture.buffer;
    const line = (row: number) => active.getLine(active.baseY + row)?.translateToString(true) ?? '';
    return Array.from({ length: size.rows }, (_, row) => line(row))
      .join('\n')
      .replaceAll('\u{a0}', ' ');
  }

  /** Waits until the screen shows a text. */
  function see(text: string | RegExp): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const watch = () =>
      (typeof text === 'string' ? screen().includes(text) : text.test(screen())) && resolve();
    const limit = setTimeout(() => reject(new Error(`${text} is not in:\n${screen()}`)), 20_000);
    watchers.add(watch);
    watch();
    return promise.finally(() => {
      clearTimeout(limit);
      watchers.delete(watch);
    });
  }

  return {
    pid: terminal.pid,
    kill: () => terminal.kill('SIGKILL'),
    press: (keys: string) => terminal.write(keys),
    see,
    screen,
    output: () => output,
    exited,
  };
}
