import type { RememberedSecrets } from '../../client/rememberedSecrets.ts';
import { addToSchedule, removeFromSchedule } from '../../schedule/entries.ts';
import { createRunObserver } from '../../schedule/hooks/runObserver.ts';
import { loadSchedule } from '../../schedule/scheduleFile.ts';
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
  const describe = (error: unknown) => describeError(error, language());
  const scheduled = createScheduledUploads({
    home,
    now,
    describe,
    // What becomes of hooks is in their log.
    observer: createRunObserver({ home, describe, onHook: () => {}, now }),
    prune: work.prune,
    onDue: (entry, ticket) => dispatch({ type: 'upload-due', entry, ticket }),
    onChanged: () => run({ type: 'load-schedule' }),
    onOtherRunner: (error) => dispatch({ type: 'other-runner', error }),
    onCrash: report,
  });
  let transfer: Promise<void> = Promise.resolve();
  let closing: Promise<void> | undefined;

  async function logOut(): Promise<void> {
    await Promise.all([scheduled.stop(), work.logOut()]);
  }

  function close(): Promise<void> {
    closing ??= Promise.race([
      Promise.allSettled([logOut(), transfer]).then(() => {}),
      new Promise<void>((resolve) => setTimeout(resolve, farewellMilliseconds).unref()),
    ]);
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
    'load-schedule': () => {
      loadSchedule(home).then((schedule) => dispatch({ type: 'schedule-loaded', schedule }), report);
    },
    'add-to-schedule': ({ paths }) => {
      addToSchedule(home, paths).then(
        (schedule) => dispatch({ type: 'added-to-schedule', schedule, count: paths.length }),
        report,
      );
    },
    'remove-from-schedule': ({ path }) => {
      removeFromSchedule(home, path).then(
        (schedule) => dispatch({ type: 'removed-from-schedule', schedule, path }),
        report,
      );
    },
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
