import type { RememberedSecrets } from '../../client/rememberedSecrets.ts';
import { createRunObserver } from '../../schedule/hooks/runObserver.ts';
import { describeError } from '../../text/describeError.ts';
import type { Language } from '../../text/language.ts';
import type { Effect, NextProgram } from './effects.ts';
import type { Message } from './messages.ts';
import type { Places } from './model.ts';
import { importCertificate, lookAtCertificate, requestCertificate } from './runners/certificate.ts';
import { readFolder } from './runners/folder.ts';
import { createMemory } from './runners/memory.ts';
import { locatePaths, measurePaths } from './runners/paths.ts';
import { createScheduledUploads } from './runners/scheduledUploads.ts';
import { createScheduleFile } from './runners/scheduleFile.ts';
import { createSessionWork } from './runners/sessionWork.ts';
import { createSettings } from './runners/settings.ts';
import { createTasks } from './runners/tasks.ts';
import type { ScreensClient } from './screensClient.ts';

/** How long leaving may wait for the server and for half-done files to be cleared away. */
const farewellMilliseconds = 1500;

/** What only the program around the screens can do to the terminal. */
export interface TerminalControl {
  redraw(): void;
  copy(text: string): void;
  suspend(): void;
  /** Takes the screens down; `next` is what the door opens then. */
  exit(next: NextProgram): void;
}

export interface RunnerOptions {
  readonly client: ScreensClient;
  readonly remembered: RememberedSecrets;
  /** Of our private key, where it was given at the start. */
  readonly keyPassphrase: string | undefined;
  readonly places: Places;
  readonly now: () => Date;
  readonly terminal: TerminalControl;
  /** For what is written down. */
  readonly language: () => Language;
  readonly dispatch: (message: Message) => void;
}

export interface Runner {
  run(effect: Effect): void;
  /** Cancels everything and logs out; waits for that, but not long. */
  close(): Promise<void>;
}

type Handlers = { readonly [Type in Effect['type']]: (effect: Extract<Effect, { type: Type }>) => void };

/** What a cancelled upload rejects with. */
function cancellation(): Error {
  return new DOMException('cancelled', 'AbortError');
}

/** Does what the reducer asks for and reports what came of it. */
export function createRunner({
  client,
  remembered,
  places,
  now,
  terminal,
  language,
  keyPassphrase,
  dispatch,
}: RunnerOptions): Runner {
  const { home } = places;
  const tasks = createTasks();
  const settings = createSettings(home);
  const memory = createMemory({ home, remembered, settings, keyPassphrase, dispatch });
  const work = createSessionWork({ client, home, tasks, now, complete: memory.complete, dispatch });
  const report = (error: unknown) => dispatch({ type: 'failed', error });
  const file = createScheduleFile({ home, now, dispatch });
  const describe = (error: unknown) => describeError(error, language());
  // What becomes of hooks is in their log.
  const observer = createRunObserver({ home, describe, onHook: () => {}, now });
  const scheduled = createScheduledUploads({
    home,
    now,
    describe,
    observer,
    prune: work.prune,
    onDue: (entry, ticket) => dispatch({ type: 'upload-due', entry, ticket }),
    onChanged: () => file.load(),
    onRunEnded: (ended) => dispatch({ type: 'run-ended', ...ended }),
    onUnderWay: (path) => dispatch({ type: 'already-running', path }),
    onOtherRunner: (error) => dispatch({ type: 'other-runner', error }),
    onCrash: report,
  });
  let transfer: Promise<void> = Promise.resolve();
  let closing: Promise<void> | undefined;

  async function logOut(): Promise<void> {
    await Promise.all([scheduled.stop(), work.logOut()]);
  }

  /** Of the server and of what is half done; neither may keep anybody waiting for long. */
  function farewell(): Promise<unknown> {
    return Promise.race([
      Promise.allSettled([work.logOut(), transfer, observer.settled()]),
      new Promise<void>((resolve) => setTimeout(resolve, farewellMilliseconds).unref()),
    ]);
  }

  /** What is being written on this machine is always waited for: it takes little, and nothing is left half done. */
  async function afterwards(): Promise<void> {
    await scheduled.stop();
    await Promise.allSettled([file.ended(), settings.ended()]);
  }

  function close(): Promise<void> {
    closing ??= Promise.all([farewell(), afterwards()]).then(() => {});
    return closing;
  }

  const handlers: Handlers = {
    'inspect-certificate': async () => {
      dispatch({ type: 'certificate-inspected', certificate: await lookAtCertificate(home, now()) });
    },
    'log-in': (credentials) => work.logIn(credentials),
    'log-out': logOut,
    'look-up-secrets': ({ account }) => memory.lookUp(account).catch(report),
    'forget-secrets': ({ account }) => memory.forget(account).catch(report),
    'import-certificate': async (effect) => dispatch(await importCertificate(home, effect)),
    'request-certificate': async ({ name }) => dispatch(await requestCertificate(home, name)),
    'remember-login': ({ wish }) => memory.keep(wish).catch(report),
    'remember-language': ({ language }) => settings.rememberLanguage(language).catch(report),
    'remember-theme': ({ theme }) => settings.rememberTheme(theme).catch(report),
    copy: ({ text }) => terminal.copy(text),
    'list-archives': () => work.listArchives(),
    'read-folder': ({ folder }) => readFolder(folder, tasks.begin('read-folder'), dispatch),
    'locate-paths': ({ paths }) => locatePaths(paths, tasks.begin('locate-paths'), dispatch),
    measure: ({ paths }) => measurePaths(paths, tasks.begin('measure'), dispatch),
    'read-archive': ({ name }) => work.readArchive(name),
    'start-transfer': ({ request }) => {
      transfer = work.transfer(request);
    },
    'discard-transfer': ({ request }) => work.discard(request),
    'list-unfinished': () => work.listUnfinished(),
    'delete-archives': ({ names }) => work.deleteArchives(names),
    'settle-scheduled': ({ ticket, outcome }) => {
      scheduled.settle(ticket, outcome === 'cancelled' ? { error: cancellation() } : outcome);
    },
    'load-schedule': () => file.load(),
    'load-history': ({ path }) => file.loadHistory(path),
    'add-to-schedule': ({ paths, settings }) => file.add(paths, settings),
    'edit-schedule': ({ path, settings, change }) => file.edit(path, settings, change),
    'remove-from-schedule': ({ path }) => file.remove(path),
    'run-scheduled': ({ path }) => scheduled.runNow(path),
    'start-scheduler': () => scheduled.start(),
    cancel: ({ task }) => tasks.cancel(task),
    redraw: () => terminal.redraw(),
    suspend: () => terminal.suspend(),
    leave: ({ isUrgent, next = null }) => {
      const closed = close();
      if (isUrgent) terminal.exit(next);
      else closed.then(() => terminal.exit(next));
    },
  };

  function run(effect: Effect): void {
    // Each handler takes the effect of its own name, which the compiler cannot follow through the table.
    const handle = handlers[effect.type] as (effect: Effect) => void;
    handle(effect);
  }

  return { run, close };
}
