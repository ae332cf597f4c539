import { render } from 'ink';
import type { RememberedSecrets } from '../client/rememberedSecrets.ts';
import { detectCharset } from '../common/terminal.ts';
import type { Language } from '../text/language.ts';
import type { ThemeName } from '../text/themeName.ts';
import { App } from './App.tsx';
import { createSpeaker } from './spoken/speaker.ts';
import type { Effect, NextProgram } from './state/effects.ts';
import { initialState, type LoginDefaults } from './state/initialState.ts';
import { accountOf } from './state/loginState.ts';
import type { Places, Size } from './state/model.ts';
import { createRunner } from './state/runEffects.ts';
import type { ScreensClient } from './state/screensClient.ts';
import { createStore } from './state/store.ts';
import { copySequence } from './terminal/clipboard.ts';
import { ScreenOutput } from './terminal/screenOutput.ts';

export interface StartOptions {
  readonly client: ScreensClient;
  readonly remembered: RememberedSecrets;
  /** Of our private key, where it was given at the start. */
  readonly keyPassphrase?: string | undefined;
  readonly language: Language;
  readonly theme: ThemeName;
  readonly login: LoginDefaults;
  readonly places: Places;
  readonly now: () => Date;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** What the environment says about the terminal. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Stops the program and comes back when the user takes it up again. */
  readonly stop: () => Promise<void>;
}

export interface RunningScreens {
  /** Tells what the door is to open next; rejects with what went wrong while drawing. */
  readonly ended: Promise<NextProgram>;
  readonly flushed: () => Promise<void>;
  /** Cancels everything, logs out and takes the screens down. */
  readonly shutDown: () => Promise<void>;
}

const minute = 60_000;

/** Draws the screens on a terminal, with everything they need around them. */
export function startScreens(options: StartOptions): RunningScreens {
  const { client, remembered, language, theme, login, places, now, stdin, stdout, stderr, environment } =
    options;
  const isSpoken = environment['INK_SCREEN_READER'] === 'true';
  const output = new ScreenOutput(stdout, sizeOf(stdout), detectCharset(environment));
  const size = isSpoken ? spokenSize : sizeOf(stdout);
  const speaker = createSpeaker((text) => output.write(text));
  let suspend: (meanwhile: () => Promise<void>) => Promise<void> = () => Promise.resolve();
  let isStopped = false;

  let next: NextProgram = null;
  const runner = createRunner({
    client,
    remembered,
    keyPassphrase: options.keyPassphrase,
    places,
    now,
    language: () => store.state().language,
    dispatch: (message) => store.dispatch(message),
    terminal: {
      redraw: isSpoken ? speaker.repeat : drawAfresh,
      copy: (text) => output.write(copySequence(text, environment)),
      suspend: handOver,
      exit: (wanted) => {
        next = wanted;
        screens.unmount();
      },
    },
  });
  const store = createStore({
    initial: initialState({ language, theme, login, places, size, now: now() }),
    now,
    run: (effect: Effect) => runner.run(effect),
  });

  const app = (
    <App
      store={store}
      isSpoken={isSpoken}
      onReady={(suspendTerminal) => {
        suspend = suspendTerminal;
      }}
    />
  );
  const screens = render(app, {
    stdin,
    // All that Ink uses of a terminal.
    stdout: output as unknown as NodeJS.WriteStream,
    stderr,
    exitOnCtrlC: false,
    interactive: true,
    alternateScreen: !isSpoken,
    isScreenReaderEnabled: isSpoken,
    // For terminals that mishandle the drawing of differences.
    incrementalRendering: environment['SECURE_CLIENT_FULL_REDRAW'] !== '1',
    // What a library prints goes to the process's terminal, which need not be this one.
    patchConsole: stdout === process.stdout,
  });

  function drawAfresh(): void {
    if (isStopped) return;
    output.drawAfresh(() => screens.clear());
    screens.rerender(app);
  }

  function resize(): void {
    const size = sizeOf(stdout);
    output.setSize(size);
    store.dispatch({ type: 'resized', size });
    drawAfresh();
  }

  function handOver(): void {
    if (isStopped) return;
    isStopped = true;
    const stopped = suspend(async () => {
      await options.stop();
      isStopped = false;
      if (isSpoken) speaker.repeat();
    });
    stopped.catch(() => {});
  }

  if (isSpoken) speaker.start(store);
  else stdout.on('resize', resize);
  // Not before the first frame: reading certificates and asking the keyring load what that does without.
  screens.waitUntilRenderFlush().then(() => {
    runner.run({ type: 'inspect-certificate' });
    runner.run({ type: 'look-up-secrets', account: accountOf(store.state().login) });
  });
  const clock = setInterval(() => store.dispatch({ type: 'minute' }), minute);
  const end = () => {
    clearInterval(clock);
    stdout.off('resize', resize);
  };

  return {
    ended: screens.waitUntilExit().then(
      () => {
        end();
        return next;
      },
      (error: unknown) => {
        end();
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

/** Nothing is drawn: long enough for every name, and a page of the help at a time. */
const spokenSize: Size = { columns: 200, rows: 24 };

/** A terminal that does not know its size is taken for a common one. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
