import { ExitCode, exitCodeOf, isUserError, UserError } from '../common/errors.ts';
import { createRunObserver, type RunObserver } from '../schedule/hooks/runObserver.ts';
import { describeError } from '../text/describeError.ts';
import type { Context } from './context.ts';

/**
 * Runs the schedule under an observer. What breaks it off is told too: a bug, wherever it happens, and an end by the
 * system in the middle of an upload; Ctrl+C is nothing to report. Ends when everybody was told.
 *
 * @param work gets a context that ends with a bug too
 */
export async function withObserver<Result>(
  context: Context,
  work: (observer: RunObserver, context: Context) => Promise<Result>,
): Promise<Result> {
  const { home, language, output } = context;
  const observer = createRunObserver({
    home,
    describe: (error) => describeError(error, language),
    onHook(_event, { ok, target, outcome, output: said }) {
      if (!ok) output.problem(output.schedule.hookFailed(target, outcome, said));
    },
  });
  const stop = new AbortController();
  let bug: { readonly error: unknown } | undefined;
  let isTerminated = false;
  const catchBug = (error: unknown): void => {
    bug ??= { error };
    stop.abort();
  };
  const terminate = (): void => {
    isTerminated = true;
  };
  process.on('uncaughtException', catchBug);
  process.once('SIGTERM', terminate);
  try {
    const signal = AbortSignal.any([context.signal, stop.signal]);
    const result = await work(observer, { ...context, signal });
    if (bug) throw bug.error;
    if (isTerminated && observer.isRunning) observer.onCrash(new UserError('interrupted', {}));
    return result;
  } catch (thrown) {
    const error = bug ? bug.error : thrown;
    if (isUserError(error, 'locked')) observer.onLocked(error);
    else if (exitCodeOf(error) !== ExitCode.interrupted) observer.onCrash(error);
    else if (isTerminated && observer.isRunning) observer.onCrash(error);
    throw error;
  } finally {
    await observer.settled();
    process.off('uncaughtException', catchBug);
    process.off('SIGTERM', terminate);
  }
}
