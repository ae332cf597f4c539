import type { SessionInfo } from '../../client/client.ts';
import type { Archive, Warning } from '../../client/types.ts';
import type { ErrorFacts } from '../../common/errors.ts';
import type { Schedule } from '../../schedule/entry.ts';
import type { Language } from '../../text/language.ts';
import type { ThemeName } from '../../text/themeName.ts';
import type { Sort } from './archiveOrder.ts';
import type { BrowseState } from './browseState.ts';
import type { FormDialog } from './formState.ts';
import type { ListPosition } from './listPosition.ts';
import type { LoginState } from './loginState.ts';
import type { PickerState } from './pickerState.ts';
import type { HistoryState } from './runHistory.ts';
import type { EntryDialog } from './scheduleForm.ts';
import type { Status } from './status.ts';
import type { TextField } from './textField.ts';
import type { TransferRequest, TransfersState } from './transferState.ts';

/** Everything the screens know. Views are functions of it; only `reduce` makes a new one. */
export interface State {
  readonly language: Language;
  readonly theme: ThemeName;
  readonly now: Date;
  readonly size: Size;
  readonly places: Places;
  readonly screen: Screen;
  readonly dialog: Dialog | null;
  readonly login: LoginState;
  readonly session: SessionInfo | null;
  readonly archives: ArchivesState;
  readonly picker: PickerState | null;
  readonly browse: BrowseState | null;
  readonly schedule: ScheduleState;
  readonly history: HistoryState;
  readonly transfers: TransfersState;
  readonly help: HelpState;
  readonly warnings: WarningsState;
  readonly status: Status | null;
  /** True from the moment the program is leaving. */
  readonly isLeaving: boolean;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Folders the screens start from. */
export interface Places {
  readonly home: string;
  readonly userHome: string;
  readonly workingFolder: string;
}

export type Screen =
  | 'login'
  | 'archives'
  | 'picker'
  | 'browse'
  | 'transfers'
  | 'schedule'
  | 'history'
  | 'help'
  | 'warnings';

/** What lies over a screen and takes the keys. */
export type Dialog =
  | { readonly kind: 'menu'; readonly cursor: number }
  | { readonly kind: 'question'; readonly question: Question; readonly cursor: number }
  /** The profiles to choose from. */
  | { readonly kind: 'profiles'; readonly cursor: number }
  | FormDialog
  | DestinationDialog
  | UploadDialog
  | EntryDialog;

export interface DestinationDialog {
  readonly kind: 'destination';
  readonly names: readonly string[];
  readonly field: TextField;
  /** What of the archive is wanted; all of it where absent. */
  readonly part?: ArchivePart;
}

export interface ArchivePart {
  /** As the client takes it. */
  readonly only: readonly string[];
  readonly entries: number;
  readonly bytes: number;
}

/** The label of an archive and, of several paths, whether they become one archive or one each. */
export interface UploadDialog {
  readonly kind: 'upload';
  readonly paths: readonly string[];
  readonly field: TextField;
  readonly cursor: number;
}

export type Question =
  | { readonly about: 'quit' }
  | CancelQuestion
  | UnfinishedQuestion
  | { readonly about: 'delete'; readonly names: readonly string[] }
  | { readonly about: 'remove-path'; readonly path: string }
  | CertificateQuestion
  /** To look inside an archive, from a server that does not hand out parts. */
  | { readonly about: 'receive-whole'; readonly archive: Archive }
  | OverwriteQuestion
  | ServerCertificateQuestion;

/** Whether to give a transfer up. */
export interface CancelQuestion {
  readonly about: 'cancel-transfer';
  readonly id: number;
  readonly phase: 'running' | 'waiting' | 'paused';
  /** True where what was transferred so far can be kept. */
  readonly isResumable: boolean;
}

/** What becomes of the transfers that an earlier run of the program left. */
export interface UnfinishedQuestion {
  readonly about: 'unfinished';
}

/** How to get a certificate. */
export interface CertificateQuestion {
  readonly about: 'certificate';
  readonly canTryDemo: boolean;
}

export interface OverwriteQuestion {
  readonly about: 'overwrite';
  readonly request: TransferRequest & { readonly kind: 'download' };
  /** Files that are in the way. */
  readonly paths: readonly string[];
}

/** Another certificate, with another key, than the one by which the server is known. */
export type ServerCertificateQuestion = {
  readonly about: 'server-certificate';
} & ErrorFacts['server-certificate-changed'];

/** A filter over a list: off where null, and taking the keys while it is edited. */
export interface Filter {
  readonly field: TextField;
  readonly isEditing: boolean;
}

export interface ArchivesState {
  /** Null until the first list has come. */
  readonly all: readonly Archive[] | null;
  readonly isLoading: boolean;
  readonly filter: Filter | null;
  readonly sort: Sort;
  /** Names; marks outlive the filter. */
  readonly marked: ReadonlySet<string>;
  readonly list: ListPosition;
}

export interface ScheduleState {
  readonly entries: Schedule;
  readonly list: ListPosition;
}

export interface HelpState {
  readonly cameFrom: Screen;
  readonly list: ListPosition;
}

export interface WarningsState {
  readonly cameFrom: Screen;
  /** Whose warnings they are. */
  readonly subject: string;
  readonly all: readonly Warning[];
  readonly list: ListPosition;
}
