import { render } from 'ink';
import { Screen } from '../../src/components/screens/Screen.tsx';
import type { State } from '../../src/components/state/model.ts';
import { ThemeContext, themes } from '../../src/components/theme.ts';
import { createTerminal } from './terminal.ts';

/** The lines of a screen that shows a state, drawn by the real renderer on an empty terminal of its size. */
export async function drawState(state: State): Promise<string[]> {
  const { columns, rows } = state.size;
  const terminal = createTerminal(columns, rows);
  const screens = render(
    <ThemeContext value={themes[state.theme]}>
      <Screen state={state} />
    </ThemeContext>,
    {
      stdin: terminal.stdin as unknown as NodeJS.ReadStream,
      stdout: terminal.stdout as unknown as NodeJS.WriteStream,
      interactive: true,
      alternateScreen: true,
      exitOnCtrlC: false,
      patchConsole: false,
    },
  );
  await screens.waitUntilRenderFlush();
  const lines = terminal.lines();
  screens.unmount();
  return lines;
}
