import { homedir } from 'node:os';
import type { RememberedSecrets } from '../client/rememberedSecrets.ts';
import { ExitCode } from '../common/errors.ts';
import { describeError } from '../text/describeError.ts';
import type { Language } from '../text/language.ts';
import type { ThemeName } from '../text/themeName.ts';
import type { RunningScreens } from './startScreens.tsx';
import type { NextProgram } from './state/effects.ts';
import type { LoginDefaults } from './state/initialState.ts';
import type { ScreensClient } from './state/screensClient.ts';
import { watchForEnd } from './watchForEnd.ts';

export interface ScreensOptions {
  readonly home: string;
  readonly language: Language;
  readonly theme: ThemeName;
  readonly client: ScreensClient;
  readonly remembered: RememberedSecrets;
  /** Of our private key, where it was given. */
  readonly keyPassphrase?: string | undefined;
  readonly login: LoginDefaults;
}

/** How the screens were left. */
export interface ScreensEnd {
  readonly exitCode: ExitCode;
  /** What is to be opened in their place. */
  readonly next: NextProgram;
}

/**
 * Opens the screens on the terminal of this process and comes back when the user leaves, the terminal as it
 * was before. A signal, or the end of the line, ends the process itself: the line it came by may be gone.
 */
export async function openScreens(options: ScreensOptions): Promise<ScreensEnd> {
  const { home, language, theme, client, remembered, login } = options;
  // First of all, before Ink is loaded: keys typed meanwhile would be echoed into the picture.
  process.stdin.setRawMode(true);
  let screens: RunningScreens | undefined;
  const stopWatching = watchForEnd(async () => screens?.shutDown());
  try {
    const { startScreens } = await import('./startScreens.tsx');
    screens = startScreens({
      client,
      remembered,
      keyPassphrase: options.keyPassphrase,
      language,
      theme,
      login,
      places: { home, userHome: homedir(), workingFolder: process.cwd() },
      now: () => new Date(),
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      environment: process.env,
      stop: stopUntilContinued,
    });
    return { exitCode: ExitCode.done, next: await screens.ended };
  } catch (error) {
    await screens?.shutDown();
    restoreTerminal();
    const { message, next } = describeError(error, language);
    process.stderr.write(`${message}\n${next}\n`);
    return { exitCode: ExitCode.bug, next: null };
  } finally {
    stopWatching();
    restoreTerminal();
  }
}

/** Ctrl+Z: the shell takes over until `fg`. The whole group stops, as npx and the like wait in front of us. */
function stopUntilContinued(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGCONT', () => {
      // A window that changed while another program had the terminal told only that one.
      process.emit('SIGWINCH', 'SIGWINCH');
      resolve();
    });
    process.kill(0, 'SIGTSTP');
  });
}

/** Line editing and echo back, and no reading that would keep the process alive. */
function restoreTerminal(): void {
  try {
    process.stdin.setRawMode(false);
  } catch {
    // The terminal is gone.
  }
  process.stdin.pause();
  process.stdin.unref();
}
