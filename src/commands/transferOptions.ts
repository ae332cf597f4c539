import type { TransferOptions } from '../client/types.ts';
import { describeError } from '../text/describeError.ts';
import type { Context } from './context.ts';

/** How a command watches a transfer: a bar, and a line for each retry and notice. */
export function transferOptions({ output, signal, language }: Context): TransferOptions {
  return {
    signal,
    onProgress: output.progress,
    onNotice: (notice) => output.note(output.text.notices[notice]),
    onRetry: ({ error, attempt, delayMs }) =>
      output.note(
        output.text.retrying(describeError(error, language).message, attempt, Math.ceil(delayMs / 1000)),
      ),
  };
}

/** The same while standard output is taken: no bar is drawn into a file that shows on the terminal. */
export function outputOptions(context: Context): TransferOptions {
  const { onProgress, ...options } = transferOptions(context);
  return process.stdout.isTTY || !onProgress ? options : { ...options, onProgress };
}
