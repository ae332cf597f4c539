import type { UploadOptions } from '../client/types.ts';
import type { KeepRules } from './retention/keepRules.ts';

/** When a path is to be uploaded. */
export type Rule =
  /** Seconds from the start of one success to the next upload. */
  | { readonly every: number }
  /** Each day at `HH:MM`, on the clocks of an IANA zone. */
  | { readonly at: string; readonly zone: string }
  /** A cron expression of five fields, on the clocks of an IANA zone. */
  | { readonly cron: string; readonly zone: string };

/** One scheduled path: what is asked for, and what became of it so far. */
export interface ScheduleEntry {
  /** Absolute. */
  readonly path: string;
  readonly rule: Rule;
  /** Who seals: this machine, or the server, which then reads the one file it gets. */
  readonly mode: 'client' | 'server';
  readonly label?: string;
  /** Whoever shall open the archives, as `x25519:…`, in place of those of the login; a passphrase that was set apart stays a key. */
  readonly recipients: readonly string[];
  /** Globs of what is stored; everything where empty. */
  readonly include: readonly string[];
  /** Globs of what is left out. */
  readonly exclude: readonly string[];
  readonly paused: boolean;
  /** Upload only when something changed since the last success. */
  readonly skipUnchanged: boolean;
  readonly keep?: KeepRules;
  /** When it was scheduled; null in files of the first form. */
  readonly added: Date | null;
  /** Start of the last attempt, whatever became of it. */
  readonly lastAttempt: Date | null;
  /** Start of the last attempt that succeeded. */
  readonly lastSuccess: Date | null;
  /** What the last attempt failed of; null when it succeeded. */
  readonly lastError: { readonly code: string; readonly message: string } | null;
  /** Failures in a row since the last success. */
  readonly failures: number;
  /** Name of the last archive on the server. */
  readonly lastArchive: string | null;
}

/** What is scheduled, by absolute path. */
export type Schedule = Readonly<Record<string, ScheduleEntry>>;

/** The rule of an entry that says nothing else: 24 hours. */
export const everyDay: Rule = { every: 24 * 60 * 60 };

/** An entry of a path with the settings of the first form, never uploaded. */
export function newEntry(path: string, added: Date | null = null): ScheduleEntry {
  return {
    path,
    rule: everyDay,
    mode: 'client',
    recipients: [],
    include: [],
    exclude: [],
    paused: false,
    skipUnchanged: false,
    added,
    lastAttempt: null,
    lastSuccess: null,
    lastError: null,
    failures: 0,
    lastArchive: null,
  };
}

/** How the client is to upload an entry. */
export function uploadOptionsOf(entry: ScheduleEntry): UploadOptions {
  const { mode, label, recipients, include, exclude } = entry;
  return { mode, ...(label === undefined ? {} : { label }), recipients, include, exclude };
}
