import { basename } from 'node:path';
import type { OverwritePolicy, Progress, UploadOptions } from '../../client/types.ts';
import type { ScreensText } from '../../text/screensText.ts';
import type { OverwriteQuestion } from './model.ts';
import type { Speed } from './speed.ts';

/** What a transfer is to do. */
export type TransferRequest =
  | {
      readonly kind: 'upload';
      readonly paths: readonly string[];
      /** Set for a scheduled upload: under this number the scheduler waits for the outcome. */
      readonly ticket: number | null;
      /** Of a scheduled upload. */
      readonly settings?: UploadOptions;
    }
  | {
      readonly kind: 'download';
      readonly name: string;
      readonly destination: string;
      readonly overwrite: OverwritePolicy;
      /** What of the archive is wanted; all of it where absent. */
      readonly only?: readonly string[];
    };

export interface RunningTransfer {
  readonly request: TransferRequest;
  /** Null until the first observation. */
  readonly progress: Progress | null;
  readonly speed: Speed | null;
  readonly isCancelling: boolean;
}

/** Transfers run one after another. */
export interface TransfersState {
  readonly running: RunningTransfer | null;
  readonly waiting: readonly TransferRequest[];
  /** How many have ended since the queue was last empty, for "2 of 3". */
  readonly finished: number;
  /** Downloads that found files in the way, to be asked about when the user is at the archives. */
  readonly questions: readonly OverwriteQuestion[];
}

export const noTransfers: TransfersState = { running: null, waiting: [], finished: 0, questions: [] };

/** What a transfer is about, in few words: a path, `photos and 2 more`, the archive's name. */
export function subjectOf(request: TransferRequest, text: ScreensText): string {
  if (request.kind === 'download') return request.name;
  const [first = '', ...others] = request.paths;
  if (request.ticket !== null) return first;
  const name = basename(first) || first;
  return others.length === 0 ? name : text.transfers.severalPaths(name, others.length);
}
