import type { Account } from '../../client/account.ts';
import type { UploadResult } from '../../client/types.ts';
import type { EntrySettings } from '../../schedule/entries.ts';
import type { Language } from '../../text/language.ts';
import type { ThemeName } from '../../text/themeName.ts';
import type { EntryChange } from './scheduleMessages.ts';
import type { TransferRequest } from './transferState.ts';

/** What the reducer asks of the world. Each names its task; a new effect of a task cancels the one before. */
export type Effect =
  | { readonly type: 'inspect-certificate' }
  | ({ readonly type: 'log-in' } & Credentials)
  | { readonly type: 'log-out' }
  | { readonly type: 'remember-login'; readonly wish: RememberWish }
  | { readonly type: 'look-up-secrets'; readonly account: Account | null }
  | { readonly type: 'forget-secrets'; readonly account: Account }
  | {
      readonly type: 'import-certificate';
      readonly path: string;
      readonly keyPath: string | null;
      readonly authorityPath: string | null;
      readonly passphrase: string;
      readonly replace: boolean;
    }
  | { readonly type: 'request-certificate'; readonly name: string }
  | { readonly type: 'remember-language'; readonly language: Language }
  | { readonly type: 'remember-theme'; readonly theme: ThemeName }
  /** Puts a text into the clipboard of the user's terminal. */
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'list-archives' }
  | { readonly type: 'read-folder'; readonly folder: string }
  | { readonly type: 'locate-paths'; readonly paths: readonly string[] }
  | { readonly type: 'measure'; readonly paths: readonly string[] }
  | { readonly type: 'read-archive'; readonly name: string }
  | { readonly type: 'start-transfer'; readonly request: TransferRequest }
  /** Gives up what is kept of a transfer that was stopped, here and on the server. */
  | { readonly type: 'discard-transfer'; readonly request: TransferRequest }
  | { readonly type: 'list-unfinished' }
  | { readonly type: 'delete-archives'; readonly names: readonly string[] }
  /** Tells the scheduler what became of an upload that it waits for. */
  | {
      readonly type: 'settle-scheduled';
      readonly ticket: number;
      readonly outcome: { readonly result: UploadResult } | { readonly error: unknown } | 'cancelled';
    }
  | { readonly type: 'load-schedule' }
  | { readonly type: 'add-to-schedule'; readonly paths: readonly string[]; readonly settings: EntrySettings }
  | {
      readonly type: 'edit-schedule';
      readonly path: string;
      readonly settings: EntrySettings;
      readonly change: EntryChange;
    }
  | { readonly type: 'remove-from-schedule'; readonly path: string }
  | { readonly type: 'start-scheduler' }
  /** Uploads a scheduled path now, due or not. */
  | { readonly type: 'run-scheduled'; readonly path: string }
  /** Null for the runs of all paths. */
  | { readonly type: 'load-history'; readonly path: string | null }
  | { readonly type: 'cancel'; readonly task: Task }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  /** Urgent: not even the server is waited for. `next` is what the door opens then. */
  | { readonly type: 'leave'; readonly isUrgent: boolean; readonly next?: 'demo' };

/** Work that takes time, one at a time each. */
export type Task =
  | 'log-in'
  | 'list-archives'
  | 'list-unfinished'
  | 'delete-archives'
  | 'read-folder'
  | 'locate-paths'
  | 'measure'
  | 'read-archive'
  | 'transfer';

/** What comes after the screens. */
export type NextProgram = 'demo' | null;

/** Null for what was left empty: the memory may have it. */
export interface TypedSecrets {
  readonly password: string | null;
  /** Null where the password seals the archives. */
  readonly passphrase: string | null;
}

export interface Credentials extends Account, TypedSecrets {
  /** Take what was left empty out of the memory. */
  readonly usesMemory: boolean;
  /** Of our private key, where it has just been typed. */
  readonly keyPassphrase?: string;
  /** Fingerprint of a certificate that may take the place of the known one of the server. */
  readonly acceptCertificate?: string;
}

/** What to keep of a login that has succeeded. */
export interface RememberWish {
  readonly account: Account;
  readonly profile: string | null;
  /** False forgets what was remembered. */
  readonly server: boolean;
  readonly password: boolean;
  readonly typed: TypedSecrets;
}
