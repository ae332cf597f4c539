import type { UploadResult } from '../../client/types.ts';
import type { Language } from '../../text/language.ts';
import type { ThemeName } from '../../text/themeName.ts';
import type { TransferRequest } from './transferState.ts';

/** What the reducer asks of the world. Each names its task; a new effect of a task cancels the one before. */
export type Effect =
  | { readonly type: 'inspect-certificate' }
  | ({ readonly type: 'log-in' } & Credentials & {
        /** Fingerprint of a certificate that may take the place of the known one of the server. */
        readonly acceptCertificate?: string;
      })
  | { readonly type: 'log-out' }
  /** Null forgets what was remembered. */
  | { readonly type: 'remember-login'; readonly login: RememberedLogin | null }
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
  | { readonly type: 'add-to-schedule'; readonly paths: readonly string[] }
  | { readonly type: 'remove-from-schedule'; readonly path: string }
  | { readonly type: 'start-scheduler' }
  | { readonly type: 'cancel'; readonly task: Task }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  /** Urgent: not even the server is waited for. */
  | { readonly type: 'leave'; readonly isUrgent: boolean };

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

export interface Credentials {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Null where the password seals the archives. */
  readonly passphrase: string | null;
}

export type RememberedLogin = Pick<Credentials, 'host' | 'port' | 'username'>;
