import type { SessionInfo } from '../../client/client.ts';
import type { SecretsPlace } from '../../client/rememberedSecrets.ts';
import type {
  Archive,
  DownloadResult,
  LoginStage,
  Progress,
  TransferNotice,
  UnfinishedTransfer,
  UploadResult,
  VerifyResult,
} from '../../client/types.ts';
import type { UserError } from '../../common/errors.ts';
import type { ScheduleEntry } from '../../schedule/entry.ts';
import type { Key } from '../keys/readKeys.ts';
import type { TreeNode } from './archiveTree.ts';
import type { CertificateState, KnownSecrets } from './loginState.ts';
import type { Size } from './model.ts';
import type { EntryDetails, FolderEntry } from './pickerState.ts';
import type { ScheduleMessage } from './scheduleMessages.ts';
import type { PendingRetry } from './transferState.ts';

/** A path that is there; null bytes where it is a folder. */
export interface LocatedPath {
  readonly path: string;
  readonly bytes: number | null;
}

/** Everything that can happen: what the user does, and what effects report. */
export type Message =
  | ScheduleMessage
  | { readonly type: 'keys'; readonly keys: readonly Key[] }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'resized'; readonly size: Size }
  /** Time has passed. */
  | { readonly type: 'minute' }
  | { readonly type: 'certificate-inspected'; readonly certificate: CertificateState }
  | { readonly type: 'certificate-imported'; readonly path: string }
  | { readonly type: 'certificate-requested'; readonly path: string }
  /** What the form on top asked for could not be done. */
  | { readonly type: 'form-failed'; readonly error: unknown }
  /** What the memory holds for an account, and where it would keep a password. */
  | {
      readonly type: 'secrets-known';
      readonly known: KnownSecrets | null;
      readonly place: SecretsPlace | null;
    }
  /** The password that was in the clear is not any more. */
  | { readonly type: 'password-moved'; readonly place: SecretsPlace }
  | { readonly type: 'login-stage'; readonly stage: LoginStage }
  | { readonly type: 'logged-in'; readonly session: SessionInfo }
  | { readonly type: 'login-failed'; readonly error: unknown }
  | { readonly type: 'archives-listed'; readonly archives: readonly Archive[] }
  | { readonly type: 'listing-failed'; readonly error: unknown }
  | { readonly type: 'folder-read'; readonly folder: string; readonly entries: readonly FolderEntry[] }
  | {
      readonly type: 'folder-detailed';
      readonly folder: string;
      readonly details: ReadonlyMap<string, EntryDetails>;
    }
  | { readonly type: 'folder-failed'; readonly folder: string; readonly error: unknown }
  /** What was pasted and is there; `error` tells of the first that is not. */
  | { readonly type: 'paths-located'; readonly found: readonly LocatedPath[]; readonly error: unknown }
  | { readonly type: 'measured'; readonly path: string; readonly bytes: number }
  | {
      readonly type: 'archive-received';
      readonly name: string;
      readonly progress: Pick<Progress, 'doneBytes' | 'totalBytes'>;
    }
  | { readonly type: 'archive-read'; readonly name: string; readonly root: TreeNode }
  | { readonly type: 'archive-failed'; readonly name: string; readonly error: unknown }
  /** A scheduled path is due; the scheduler waits under the ticket. */
  | { readonly type: 'upload-due'; readonly entry: ScheduleEntry; readonly ticket: number }
  /** Something is due, and another runner is at work; null when it is no more. */
  | { readonly type: 'other-runner'; readonly error: UserError<'locked'> | null }
  /** Comes several times a second while a transfer runs, `progress` being the latest observation. */
  | { readonly type: 'transfer-sampled'; readonly progress: Progress | null }
  /** An attempt failed; the next one follows. */
  | { readonly type: 'transfer-retries'; readonly retry: PendingRetry }
  | { readonly type: 'transfer-noticed'; readonly notice: TransferNotice }
  | { readonly type: 'uploaded'; readonly result: UploadResult }
  | { readonly type: 'downloaded'; readonly result: DownloadResult }
  | { readonly type: 'verified'; readonly result: VerifyResult }
  | { readonly type: 'transfer-failed'; readonly error: unknown }
  | { readonly type: 'unfinished-listed'; readonly unfinished: readonly UnfinishedTransfer[] }
  | { readonly type: 'archive-deleted'; readonly done: number; readonly count: number }
  /** `error` where not all could be deleted. */
  | { readonly type: 'archives-deleted'; readonly names: readonly string[]; readonly error?: unknown }
  /** Anything else that could not be done, such as saving the settings. */
  | { readonly type: 'failed'; readonly error: unknown };
