/** Every sentence and label of the schedule, its form and its history. Sizes, times and numbers come in as text. */
export interface ScheduleScreenText {
  readonly title: string;
  readonly columns: Readonly<Record<'path' | 'rule' | 'state' | 'last' | 'next', string>>;
  readonly explanation: string;
  readonly empty: readonly string[];
  readonly states: Readonly<Record<RowState, string>>;
  readonly alarms: (count: number) => string;
  readonly never: string;
  readonly none: string;
  readonly ago: (age: string) => string;
  readonly in: (time: string) => string;
  readonly now: string;
  readonly justNow: string;
  readonly detail: DetailText;
  readonly form: FormText;
  readonly history: HistoryText;
  readonly status: StatusText;
}

/** Where a row of the schedule stands. */
export type RowState = 'fresh' | 'due' | 'running' | 'paused' | 'retrying' | 'alarming';

interface DetailText {
  readonly next: (times: string) => string;
  readonly last: (date: string, archive: string | null) => string;
  readonly error: (message: string) => string;
  readonly failures: (count: number) => string;
  readonly label: (label: string) => string;
  readonly include: (patterns: string) => string;
  readonly exclude: (patterns: string) => string;
  readonly recipients: (count: number) => string;
  readonly serverMode: string;
  readonly skipsUnchanged: string;
}

/** The places of the form in which an entry is added or changed. */
export type FormPlace =
  | 'rule'
  | 'every'
  | 'at'
  | 'cron'
  | 'zone'
  | 'label'
  | 'exclude'
  | 'skipUnchanged'
  | 'paused';

/** What is wrong with a rule. */
export type RuleProblem = 'every' | 'at' | 'cron' | 'zone';

interface FormText {
  readonly addTitle: (count: number) => string;
  readonly editTitle: string;
  readonly labels: Readonly<Record<FormPlace, string>>;
  readonly rules: Readonly<Record<'every' | 'at' | 'cron', string>>;
  readonly labelHint: string;
  readonly excludeHint: string;
  readonly problems: Readonly<Record<RuleProblem, string>>;
  readonly next: (times: string) => string;
}

interface HistoryText {
  readonly title: string;
  readonly all: string;
  readonly columns: Readonly<Record<'when' | 'result' | 'bytes' | 'duration' | 'path' | 'outcome', string>>;
  readonly results: Readonly<Record<'uploaded' | 'unchanged' | 'failed', string>>;
  readonly reading: string;
  readonly empty: string;
  readonly runner: (runner: string) => string;
  readonly entries: (count: number, shown: string) => string;
  readonly attempt: (number: number) => string;
}

interface StatusText {
  readonly queued: (path: string) => string;
  readonly unchanged: (path: string) => string;
  readonly triedAgain: (when: string) => string;
  readonly alreadyQueued: (path: string) => string;
}
