import { scheduleInEnglish } from './en/schedule.ts';
import { scheduleInFrench } from './fr/schedule.ts';
import type { Language } from './language.ts';
import type { Units } from './units.ts';

/** When a path is to be uploaded, as it is shown. */
export type ShownRule =
  | { readonly every: number }
  | { readonly at: string; readonly zone: string }
  | { readonly cron: string; readonly zone: string };

/** How many archives stay, by each rule. */
export interface ShownKeepRules {
  readonly last?: number;
  readonly daily?: number;
  readonly weekly?: number;
  readonly monthly?: number;
}

/** What became of a run, as the history tells it. */
export interface ShownRun {
  readonly at: Date;
  readonly seconds: number;
  readonly path: string;
  readonly runner: string;
  readonly result: 'uploaded' | 'unchanged' | 'failed';
  readonly archive?: string;
  readonly sealedBytes?: number;
  readonly removed?: number;
  readonly warnings?: readonly { readonly path: string; readonly problem: string }[];
  readonly remarks?: readonly RunRemark[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** Something odd about a run that is no fault of what was stored. */
export type RunRemark = 'lock-healed' | 'clock-was-ahead' | 'not-pruned';

/** Where a scheduled path stands. */
export type EntryState = 'fresh' | 'due' | 'retrying' | 'alarming' | 'paused';

/** Where a scheduled path stands, for monitoring. */
export type StatusState = 'fresh' | 'due' | 'retrying' | 'stale' | 'failed' | 'paused';

/** What is said of the schedule. */
export interface ScheduleText {
  /** `every 24 hours`; a cron expression in words and as it is. */
  rule(rule: ShownRule): string;
  /** The rule in as few words as can be, without its zone. */
  briefRule(rule: ShownRule): string;
  /** Which archives stay. */
  kept(rules: ShownKeepRules): string;
  /** A runner of the history or of a lock. */
  runner(runner: string): string;
  readonly states: Readonly<Record<EntryState, string>>;
  /** Of a path that was never uploaded, and is not due yet. */
  readonly firstTime: string;
  readonly nothingScheduled: string;
  readonly nothingDue: string;
  readonly now: string;
  entry(
    entry: {
      path: string;
      rule: ShownRule;
      state: EntryState;
      last: Date | null;
      next: Date | null;
      isNow: boolean;
      following: readonly Date[];
      error: string | null;
      settings: {
        label?: string | undefined;
        include: readonly string[];
        exclude: readonly string[];
        keep?: ShownKeepRules | undefined;
      };
    },
    units: Units,
  ): string;
  scheduled(path: string, rule: ShownRule): string;
  edited(path: string, rule: ShownRule): string;
  unscheduled(path: string): string;
  paused(path: string): string;
  resumed(path: string): string;
  uploading(path: string): string;
  unchanged(path: string): string;
  failed(path: string, message: string): string;
  /** The lock of a run that ended without releasing it was taken over. */
  healed(owner: { runner: string; pid: number; host: string; since: Date }, units: Units): string;
  status(
    entry: {
      path: string;
      state: StatusState;
      last: Date | null;
      due: Date | null;
      error: string | null;
    },
    now: Date,
    units: Units,
  ): string;
  hookFailed(target: string, outcome: string, output: string): string;
  pruned(archives: number): string;
  notPruned(message: string): string;
  remark(remark: RunRemark): string;
  watching(paths: number): string;
  readonly noHistory: string;
  run(run: ShownRun, units: Units): string;
}

const texts: Record<Language, ScheduleText> = { en: scheduleInEnglish, fr: scheduleInFrench };

export function scheduleTextOf(language: Language): ScheduleText {
  return texts[language];
}
