import { basename } from 'node:path';
import { labelOfArchiveName } from '../../client/archiveName.ts';
import type { SessionInfo } from '../../client/client.ts';
import type {
  DownloadResult,
  OverwritePolicy,
  Progress,
  TransferNotice,
  UnfinishedTransfer,
  UploadOptions,
  UploadResult,
  VerifyResult,
} from '../../client/types.ts';
import type { ScreensText } from '../../text/screensText.ts';
import { type ListPosition, listStart } from './listPosition.ts';
import type { OverwriteQuestion, UnfinishedQuestion } from './model.ts';
import type { Speed } from './speed.ts';

/** What a transfer is to do. */
export type TransferRequest =
  | {
      readonly kind: 'upload';
      readonly paths: readonly string[];
      /** Set for a scheduled upload: under this number the scheduler waits for the outcome. */
      readonly ticket: number | null;
      /** True for a scheduled upload whose time had come, and not before it because the user asked. */
      readonly isDue?: boolean;
      /** What it is begun with, and goes on with. */
      readonly settings?: UploadOptions;
    }
  | {
      readonly kind: 'download';
      readonly name: string;
      readonly destination: string;
      readonly overwrite: OverwritePolicy;
      /** What of the archive is wanted; all of it where absent. */
      readonly only?: readonly string[];
    }
  | { readonly kind: 'verify'; readonly name: string };

/** A request, and the number it goes by from the queue to the end. */
export interface QueuedTransfer {
  readonly id: number;
  readonly request: TransferRequest;
  /** Bytes that will go over the wire; null while unknown. */
  readonly expectedBytes: number | null;
}

export interface RunningTransfer extends QueuedTransfer {
  /** Null until the first observation. */
  readonly progress: Progress | null;
  readonly speed: Speed | null;
  /** The attempt to come, while it is waited for. */
  readonly retry: PendingRetry | null;
  readonly notice: TransferNotice | null;
  /** What it is being stopped for. */
  readonly ending: 'pause' | 'cancel' | null;
}

export interface PendingRetry {
  /** Why the last attempt failed. */
  readonly error: unknown;
  readonly attempt: number;
  readonly at: Date;
}

export interface PausedTransfer extends QueuedTransfer {
  /** How far it came, where that is known. */
  readonly doneBytes: number | null;
  /** When an earlier run of the program began it; null for one of this run. */
  readonly begunBefore: Date | null;
}

export interface EndedTransfer extends QueuedTransfer {
  readonly outcome: TransferOutcome;
  readonly endedAt: Date;
}

export type TransferOutcome =
  | { readonly kind: 'uploaded'; readonly result: UploadResult }
  | { readonly kind: 'downloaded'; readonly result: DownloadResult }
  | { readonly kind: 'verified'; readonly result: VerifyResult }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'cancelled' };

/** Transfers run one after another; a paused one lets the next go. */
export interface TransfersState {
  readonly running: RunningTransfer | null;
  readonly waiting: readonly QueuedTransfer[];
  readonly paused: readonly PausedTransfer[];
  /** The last ones, newest first. */
  readonly ended: readonly EndedTransfer[];
  /** What has ended since the queue was last empty, for "2 of 3" and the total. */
  readonly batch: { readonly ended: number; readonly bytes: number };
  readonly lastId: number;
  /** To be asked when the user is at the archives or the transfers: files in the way, interrupted transfers. */
  readonly questions: readonly (OverwriteQuestion | UnfinishedQuestion)[];
  readonly list: ListPosition;
}

export const noTransfers: TransfersState = {
  running: null,
  waiting: [],
  paused: [],
  ended: [],
  batch: { ended: 0, bytes: 0 },
  lastId: 0,
  questions: [],
  list: listStart,
};

/** What a transfer is about, in few words: a path, `photos and 2 more`, the archive's name. */
export function subjectOf(request: TransferRequest, text: ScreensText): string {
  if (request.kind !== 'upload') return request.name;
  // What came through a pipe has no path.
  const [first = request.settings?.label ?? '', ...others] = request.paths;
  if (request.ticket !== null) return first;
  const name = basename(first) || first;
  return others.length === 0 ? name : text.transfers.severalPaths(name, others.length);
}

/** True where a file goes up as it is, for the server to seal. */
export function isPlain(request: TransferRequest): boolean {
  return request.kind === 'upload' && request.settings?.mode === 'server';
}

/** True where a transfer that was stopped can go on where it was. */
export function isResumable(request: TransferRequest, session: SessionInfo | null): boolean {
  if (request.kind === 'verify') return false;
  if (session === null) return false;
  if (request.kind === 'upload') return !isPlain(request) && session.abilities.resumesUploads;
  // What is restored in part is asked for in parts, of which none is kept.
  return session.readsInPart && (request.only ?? []).length === 0;
}

/** The request that goes on with what was interrupted. */
export function requestOf(unfinished: UnfinishedTransfer): TransferRequest {
  const { id, name, paths, include, exclude, recipients, destination, overwrite = 'never' } = unfinished;
  if (destination !== undefined) return { kind: 'download', name, destination, overwrite };
  // Where it has to start over, it is to be called as before.
  const label = labelOfArchiveName(name) ?? undefined;
  const settings = { resume: id, include, exclude, recipients, ...(label === undefined ? {} : { label }) };
  return { kind: 'upload', paths, ticket: null, settings };
}

/** True where both ask for the same work, so that one goes on with what the other began. */
export function isSameWork(one: TransferRequest, other: TransferRequest): boolean {
  return workOf(one) === workOf(other);
}

function workOf(request: TransferRequest): string {
  switch (request.kind) {
    case 'upload': {
      const { paths, settings = {} } = request;
      const { mode = 'client', include = [], exclude = [], recipients = [], resume } = settings;
      const input = paths.length === 0 ? resume : undefined;
      return JSON.stringify(['upload', mode, paths, include, exclude, recipients, input]);
    }
    case 'download':
      return JSON.stringify(['download', request.name, request.destination, request.only ?? []]);
    case 'verify':
      return JSON.stringify(['verify', request.name]);
  }
}
