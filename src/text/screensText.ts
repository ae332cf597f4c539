import type { SecretsPlace } from '../client/rememberedSecrets.ts';
import type { OverwritePolicy, TransferNotice, TransferStage, Warning } from '../client/types.ts';
import type { LoginText } from './loginText.ts';
import type { ScheduleScreenText } from './scheduleScreenText.ts';
import type { CommandTexts } from './screenKeysText.ts';
import type { ThemeName } from './themeName.ts';

/** Every sentence and label of the screens. Sizes, times and numbers come in as text. */
export interface ScreensText {
  readonly keys: Readonly<Record<NamedKey, string>>;
  readonly commands: CommandTexts;
  /** Why a command cannot be used now. */
  readonly reasons: Readonly<Record<SpokenReason, string>>;
  readonly login: LoginText;
  readonly archives: ArchivesText;
  readonly details: DetailsText;
  readonly picker: PickerText;
  readonly browse: BrowseText;
  readonly schedule: ScheduleScreenText;
  readonly transfers: TransfersText;
  readonly status: StatusText;
  readonly questions: QuestionsText;
  readonly help: { readonly title: string; readonly groups: Readonly<Record<HelpGroup, string>> };
  readonly warnings: {
    readonly title: (subject: string) => string;
    readonly problems: Readonly<Record<Warning['problem'], string>>;
  };
  readonly spoken: SpokenText;
  readonly themes: Readonly<Record<ThemeName, string>>;
  readonly tooSmall: (minimum: string, actual: string) => string;
}

export type NamedKey =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'pageup'
  | 'pagedown'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'tab'
  | 'shift+tab'
  | 'space'
  | 'backspace'
  | 'delete';

/** `not-here` is never said: the key just does something else. */
export type Reason = 'not-here' | SpokenReason;

export type SpokenReason =
  | 'no-archive'
  | 'no-transfer'
  | 'no-warnings'
  | 'no-transfer-here'
  | 'nothing-highlighted'
  | 'nothing-marked'
  | 'nothing-to-sort'
  | 'server-deletes-nothing'
  | 'too-long-to-copy';

export type HelpGroup =
  | 'archives'
  | 'moving'
  | 'transfers'
  | 'picker'
  | 'schedule'
  | 'login'
  | 'everywhere'
  | 'shell';

interface ArchivesText {
  readonly columns: {
    readonly name: string;
    readonly size: string;
    readonly age: string;
    readonly date: string;
  };
  readonly count: (count: number, shown: string) => string;
  readonly stale: (count: number, shown: string) => string;
  readonly certificateDays: (days: number) => string;
  readonly nothingScheduled: string;
  readonly nextUpload: (when: string) => string;
  readonly uploadDue: string;
  /** Where the server gets files as they are. */
  readonly serverReads: string;
  readonly loading: string;
  readonly refreshing: string;
  readonly empty: readonly string[];
  readonly noMatch: (filter: string) => string;
  readonly filter: string;
  readonly matches: (shown: string, all: string) => string;
  readonly marked: (count: number, shown: string, bytes: string) => string;
  readonly paused: (count: number) => string;
}

/** The pane beside the list. */
interface DetailsText {
  readonly size: string;
  readonly uploaded: string;
  readonly age: string;
  readonly digest: string;
  readonly unknown: string;
  readonly shell: string;
}

interface PickerText {
  readonly titles: Readonly<Record<'upload' | 'schedule', string>>;
  /** Where the server gets files as they are. */
  readonly plainTitles: Readonly<Record<'upload' | 'schedule', string>>;
  readonly columns: Readonly<Record<'name' | 'size' | 'mode' | 'date', string>>;
  readonly parent: string;
  readonly problems: Readonly<
    Record<'no-permission' | 'broken-link' | 'special-file' | 'unreadable', string>
  >;
  readonly reading: string;
  readonly empty: string;
  readonly hiddenOnly: string;
  readonly marked: (count: number, bytes: string) => string;
}

interface BrowseText {
  readonly title: (archive: string) => string;
  readonly reading: string;
  readonly receiving: string;
  readonly holds: (count: number, shown: string, bytes: string) => string;
  readonly marked: (count: number, shown: string, bytes: string) => string;
}

interface TransfersText {
  readonly uploading: (subject: string) => string;
  readonly uploadingScheduled: (subject: string) => string;
  readonly downloading: (subject: string) => string;
  readonly verifying: (subject: string) => string;
  readonly severalPaths: (first: string, others: number) => string;
  readonly stages: Readonly<Record<TransferStage, string>>;
  /** In place of the stage `sending`, where nothing is sealed. */
  readonly sendingPlain: string;
  readonly starting: string;
  readonly cancelling: string;
  readonly progress: (done: string, total: string) => string;
  readonly speed: (bytes: string) => string;
  readonly left: (time: string) => string;
  readonly pausing: string;
  /** Of all transfers of the queue together. */
  readonly total: (index: number, count: number) => string;
  readonly soFar: (bytes: string) => string;
  /** What the next attempt waits for. */
  readonly retrying: (reason: string, seconds: string | null, attempt: number) => string;
  readonly notices: Readonly<Record<TransferNotice, string>>;
  readonly title: string;
  readonly columns: {
    readonly kind: string;
    readonly subject: string;
    readonly state: string;
  };
  readonly kinds: Readonly<Record<'upload' | 'download' | 'verify', string>>;
  readonly phases: Readonly<Record<'waiting' | 'paused' | 'done' | 'failed' | 'cancelled', string>>;
  readonly counts: (waiting: number, paused: number) => string;
  readonly empty: readonly string[];
  /** What a paused one has come to. */
  readonly kept: (done: string, total: string) => string;
  readonly keptUnknown: string;
  readonly notBegun: string;
  readonly startsOver: string;
  readonly begunBefore: (when: string) => string;
  readonly toFolder: (destination: string) => string;
}

interface StatusText {
  readonly uploaded: (name: string, entries: string, bytes: string) => string;
  readonly uploadedPlain: (name: string, bytes: string) => string;
  readonly scheduledUploaded: (path: string, name: string, bytes: string) => string;
  readonly downloaded: (entries: string, bytes: string, destination: string) => string;
  readonly verified: (name: string, entries: string, bytes: string) => string;
  readonly verifyFailed: (name: string) => string;
  readonly paused: (subject: string) => string;
  readonly pausedStartsOver: (subject: string) => string;
  readonly notices: Readonly<Record<TransferNotice, (subject: string) => string>>;
  readonly deleting: (done: string, count: string) => string;
  readonly deleted: (name: string) => string;
  readonly deletedSeveral: (count: string) => string;
  readonly entries: (count: number, shown: string) => string;
  readonly warnings: (count: number, shown: string) => string;
  readonly uploadFailed: (subject: string) => string;
  readonly scheduledFailed: (path: string) => string;
  readonly downloadFailed: (name: string) => string;
  readonly cancelled: (subject: string) => string;
  readonly scheduledCancelled: (path: string) => string;
  /** Of a scheduled path that was not due. */
  readonly askedCancelled: (path: string) => string;
  readonly queued: (waiting: number) => string;
  readonly addedToSchedule: (count: number) => string;
  readonly removedFromSchedule: (path: string) => string;
  readonly questionWaits: (name: string) => string;
  readonly copied: (text: string) => string;
  readonly theme: (name: string) => string;
  readonly loggingOut: string;
  readonly passwordMoved: Readonly<Record<SecretsPlace, string>>;
}

interface QuestionsText {
  readonly menu: {
    readonly title: string;
    readonly items: Readonly<Record<MenuItem, string>>;
  };
  readonly quit: {
    readonly title: string;
    /** `isKept`: what was sent or received is kept for the next start. */
    readonly body: (isKept: boolean) => string;
    readonly waiting: (count: number) => string;
  };
  readonly cancelTransfer: {
    readonly title: string;
    readonly canPause: string;
    readonly discards: string;
  };
  readonly unfinished: {
    readonly title: string;
    readonly body: (count: number) => string;
    readonly upload: (subject: string, progress: string, when: string) => string;
    readonly download: (subject: string, progress: string, when: string) => string;
  };
  readonly deletion: { readonly title: string; readonly body: (count: number, shown: string) => string };
  readonly removePath: { readonly title: string; readonly body: (path: string) => string };
  readonly overwrite: { readonly title: string; readonly body: (count: number, shown: string) => string };
  readonly serverCertificate: { readonly title: string; readonly body: (peer: string) => string };
  readonly andOthers: (count: string) => string;
  readonly destination: {
    readonly title: string;
    readonly several: (count: string, bytes: string) => string;
    readonly label: string;
    readonly note: string;
    readonly noteSeveral: string;
  };
  readonly receiveWhole: { readonly title: string; readonly body: (bytes: string | null) => string };
  readonly upload: {
    readonly title: (count: number) => string;
    readonly label: string;
    readonly note: string;
    readonly eachNamed: string;
  };
  readonly options: Readonly<Record<QuestionOption, string>>;
}

/** What is read aloud where signs and places say it on the screen. */
interface SpokenText {
  readonly position: (what: string, row: number, count: number) => string;
  readonly marked: string;
  readonly warning: string;
  readonly empty: string;
  readonly hidden: (characters: number) => string;
  readonly endOfField: string;
  readonly deleted: (text: string) => string;
  readonly button: (label: string) => string;
  readonly checkbox: (label: string, isTicked: boolean) => string;
  readonly unavailable: (label: string) => string;
}

/** The actions of the menu. */
export type MenuItem =
  | 'upload'
  | 'schedule'
  | 'download'
  | 'browse'
  | 'verify'
  | 'delete'
  | 'transfers'
  | 'refresh'
  | 'language'
  | 'theme'
  | 'help'
  | 'quit';

/** Answers to questions; the overwrite policies are answers themselves. */
export type QuestionOption =
  | 'stay'
  | 'quit'
  | 'continue'
  | 'pause-transfer'
  | 'discard-transfer'
  | 'leave-paused'
  | 'cancel-transfer'
  | 'resume-unfinished'
  | 'later'
  | 'discard-unfinished'
  | 'keep-archives'
  | 'delete-archives'
  | 'keep-path'
  | 'remove-path'
  | 'refuse-certificate'
  | 'accept-certificate'
  | 'not-receive'
  | 'receive-whole'
  | 'one-archive'
  | 'one-each'
  | Exclude<OverwritePolicy, 'never'>
  | 'cancel-download'
  | 'import-certificate'
  | 'request-certificate'
  | 'try-demo'
  | 'not-now';
