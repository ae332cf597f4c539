import type { SecretsPlace } from '../../client/rememberedSecrets.ts';
import type { DownloadResult, TransferNotice, UploadResult, VerifyResult } from '../../client/types.ts';
import type { UserError } from '../../common/errors.ts';
import type { SpokenReason } from '../../text/screensText.ts';
import type { SessionFindings } from '../../text/sessionNotes.ts';
import type { ThemeName } from '../../text/themeName.ts';
import type { EntryChange } from './scheduleMessages.ts';
import type { TransferRequest } from './transferState.ts';

/** The last thing that happened, kept as facts so that it can be told in either language. */
export type Status =
  | ({ readonly kind: 'session-found' } & SessionFindings)
  | { readonly kind: 'uploaded'; readonly result: UploadResult }
  | { readonly kind: 'scheduled-uploaded'; readonly path: string; readonly result: UploadResult }
  | { readonly kind: 'downloaded'; readonly result: DownloadResult }
  | { readonly kind: 'verified'; readonly result: VerifyResult }
  | {
      readonly kind: 'transfer-notice';
      readonly request: TransferRequest;
      readonly notice: TransferNotice;
    }
  | { readonly kind: 'paused'; readonly request: TransferRequest; readonly startsOver: boolean }
  | { readonly kind: 'deleting'; readonly done: number; readonly count: number }
  | { readonly kind: 'deleted'; readonly names: readonly string[] }
  | { readonly kind: 'transfer-failed'; readonly request: TransferRequest; readonly error: unknown }
  | { readonly kind: 'cancelled'; readonly request: TransferRequest }
  | { readonly kind: 'queued'; readonly waiting: number }
  | { readonly kind: 'question-waits'; readonly name: string }
  | { readonly kind: 'added-to-schedule'; readonly count: number }
  | { readonly kind: 'removed-from-schedule'; readonly path: string }
  | { readonly kind: 'schedule-edited'; readonly path: string; readonly change: EntryChange }
  | { readonly kind: 'run-queued' | 'run-unchanged' | 'run-under-way'; readonly path: string }
  /** A scheduled upload failed; `retry` tells when it is tried again. */
  | {
      readonly kind: 'run-failed';
      readonly path: string;
      readonly error: unknown;
      readonly retry: Date | null;
    }
  | { readonly kind: 'other-runner'; readonly error: UserError<'locked'> }
  /** A folder of the picker could not be opened, or a pasted path is not there. */
  | { readonly kind: 'folder-failed'; readonly error: unknown }
  | { readonly kind: 'copied'; readonly text: string }
  | { readonly kind: 'theme'; readonly theme: ThemeName }
  | { readonly kind: 'password-moved'; readonly place: SecretsPlace }
  | { readonly kind: 'unavailable'; readonly reason: SpokenReason }
  | { readonly kind: 'error'; readonly error: unknown };
