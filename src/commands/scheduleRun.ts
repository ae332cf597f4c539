import type { Command } from 'commander';
import { ExitCode, exitCodeOf, UserError } from '../common/errors.ts';
import type { RunObserver } from '../schedule/hooks/runObserver.ts';
import { loadSchedule } from '../schedule/scheduleFile.ts';
import { checkAndUploadScheduledFiles, startScheduler } from '../schedule/scheduler.ts';
import { describeError } from '../text/describeError.ts';
import { type Context, runCommand } from './context.ts';
import { withRecipients } from './keyOptions.ts';
import { loginOptionsOf } from './loginOptions.ts';
import { withServerOptions } from './options.ts';
import {
  describeEvent,
  type EndedEvent,
  exitCodeOfRuns,
  isEnded,
  sayEvent,
  tellEvent,
} from './scheduleEvents.ts';
import { ScheduleSession } from './scheduleSession.ts';
import { withObserver } from './withObserver.ts';

export function addScheduleRunCommand(schedule: Command): void {
  withRecipients(withServerOptions(schedule.command('run')))
    .argument('[path...]')
    .option('--watch')
    .option('--now')
    .action((paths: string[], _options, command: Command) =>
      runCommand(command, (context) => {
        const { watch = false, now = false } = command.opts<{ watch?: boolean; now?: boolean }>();
        if (watch && (now || paths.length > 0)) {
          throw new UserError('usage', { problem: 'watch-alone' });
        }
        return withObserver<ExitCode | undefined>(context, (observer, observed) =>
          watch ? watchSchedule(observed, observer) : runOnce(observed, observer, paths, now),
        );
      }),
    );
}

async function runOnce(
  context: Context,
  observer: RunObserver,
  paths: string[],
  isForced: boolean,
): Promise<ExitCode | undefined> {
  const { home, output } = context;
  const ended: EndedEvent[] = [];
  const prompt = new AbortController();
  const signal = AbortSignal.any([context.signal, prompt.signal]);
  const session = new ScheduleSession(context, async () => {
    try {
      return await loginOptionsOf(context);
    } catch (error) {
      // Ctrl+C at the question for the password means the run.
      if (exitCodeOf(error) === ExitCode.interrupted) prompt.abort(error);
      throw error;
    }
  });
  try {
    await checkAndUploadScheduledFiles({
      home,
      runner: isForced ? 'now' : 'run',
      upload: session.upload,
      prune: session.prune,
      describe: describeWith(context),
      onEvent: (event) => {
        sayEvent(context, event);
        observer.onEvent(event);
        if (isEnded(event)) ended.push(event);
      },
      signal,
      isForced,
      ...(paths.length === 0 ? {} : { paths }),
    });
  } finally {
    await session.close();
  }
  signal.throwIfAborted();
  observer.onLooked();
  const documents = ended.map((event) => describeEvent(context, event));
  const lines = ended.flatMap((event) => tellEvent(context, event) ?? []);
  output.result({ runs: documents }, ended.length === 0 ? output.schedule.nothingDue : lines.join('\n'));
  return exitCodeOfRuns(ended);
}

/** Until a signal ends it, which is how it is meant to end. */
async function watchSchedule(context: Context, observer: RunObserver): Promise<undefined> {
  const { home, output, signal, language } = context;
  // Asked for once, at the start, while someone may be there to answer.
  const loginOptions = await loginOptionsOf(context);
  const session = new ScheduleSession(context, async () => loginOptions);
  let closing: Promise<void> = Promise.resolve();
  let lastOwner = 0;
  output.note(output.schedule.watching(Object.keys(await loadSchedule(home)).length));
  const scheduler = startScheduler({
    home,
    runner: 'watch',
    upload: session.upload,
    prune: session.prune,
    describe: describeWith(context),
    onEvent(event) {
      sayEvent(context, event);
      observer.onEvent(event);
      if (isEnded(event)) output.result(describeEvent(context, event), tellEvent(context, event) ?? '');
    },
    onLocked(error) {
      observer.onLocked(error);
      if (error.facts.pid !== lastOwner) output.note(describeError(error, language).message);
      lastOwner = error.facts.pid;
    },
    onLooked() {
      observer.onLooked();
      closing = session.close();
    },
    onCrash(error) {
      observer.onCrash(error);
      const { message, next } = describeError(error, language);
      output.problem(`${message}\n${next}`);
    },
  });
  // The job alone would not keep the process alive.
  const alive = setInterval(() => {}, 60_000);
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  clearInterval(alive);
  scheduler.stop();
  await scheduler.ended;
  await closing;
  await session.close();
  return undefined;
}

function describeWith({ language }: Context) {
  return (error: unknown) => describeError(error, language);
}
