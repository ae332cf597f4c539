import { render } from 'ink';
import type { Language } from '../text/language.ts';
import { App } from './App.tsx';
import type { Effect } from './state/effects.ts';
import { initialState, type LoginDefaults } from './state/initialState.ts';
import type { Places, Size } from './state/model.ts';
import { createRunner } from './state/runEffects.ts';
import type { ScreensClient } from './state/screensClient.ts';
import { createStore } from './state/store.ts';

export interface StartOptions {
  readonly client: ScreensClient;
  readonly language: Language;
  readonly login: LoginDefaults;
  readonly places: Places;
  readonly now: () => Date;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Draw every frame whole, for terminals that mishandle the drawing of differences. */
  readonly redrawsWhole: boolean;
  readonly isScreenReader: boolean;
  /** Stops the program and comes back when the user takes it up again. */
  readonly stop: () => Promise<void>;
}

export interface RunningScreens {
  /** Rejects with what went wrong while drawing. */
  readonly ended: Promise<void>;
  readonly flushed: () => Promise<void>;
  /** Cancels everything, logs out and takes the screens down. */
  readonly shutDown: () => Promise<void>;
}

const minute = 60_000;

/** Draws the screens on a terminal, with everything they need around them. */
export function startScreens(options: StartOptions): RunningScreens {
  const { client, language, login, places, now, stdin, stdout, stderr } = options;
  let suspend: (meanwhile: () => Promise<void>) => Promise<void> = () => Promise.resolve();
  const hold = (meanwhile: () => Promise<void>) => {
    // A second Ctrl+Z while the first is under way changes nothing.
    suspend(meanwhile).catch(() => {});
  };

  const runner = createRunner({
    client,
    places,
    now,
    language: () => store.state().language,
    dispatch: (message) => store.dispatch(message),
    terminal: {
      redraw: () => hold(() => Promise.resolve()),
      suspend: () => hold(options.stop),
      exit: () => screens.unmount(),
    },
  });
  const store = createStore({
    initial: initialState({ language, login, places, size: sizeOf(stdout), now: now() }),
    now,
    run: (effect: Effect) => runner.run(effect),
  });

  const app = (
    <App
      store={store}
      onReady={(suspendTerminal) => {
        suspend = suspendTerminal;
      }}
    />
  );
  // Before Ink hears of it, which at once draws what it has: a frame of the old size would scroll the new window.
  const resize = () => {
    store.dispatch({ type: 'resized', size: sizeOf(stdout) });
    screens.rerender(app);
  };
  stdout.on('resize', resize);
  const screens = render(app, {
    stdin,
    stdout,
    stderr,
    exitOnCtrlC: false,
    interactive: true,
    alternateScreen: !options.isScreenReader,
    isScreenReaderEnabled: options.isScreenReader,
    incrementalRendering: !options.redrawsWhole,
    // What a library prints goes to the process's terminal, which need not be this one.
    patchConsole: stdout === process.stdout,
  });
  runner.run({ type: 'inspect-certificate' });
  const clock = setInterval(() => store.dispatch({ type: 'minute' }), minute);

  function stopListening(): void {
    clearInterval(clock);
    stdout.off('resize', resize);
  }

  return {
    ended: screens.waitUntilExit().then(
      () => stopListening(),
      (error: unknown) => {
        stopListening();
        throw error;
      },
    ),
    flushed: () => screens.waitUntilRenderFlush(),
    async shutDown() {
      await runner.close();
      screens.unmount();
    },
  };
}

/** A terminal that does not know its size is taken for a common one. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
