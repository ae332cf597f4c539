import type { SecretsPlace } from '../client/rememberedSecrets.ts';
import type {
  ArchiveContents,
  DownloadResult,
  TransferNotice,
  TransferStage,
  UnfinishedTransfer,
  UploadResult,
  VerifyResult,
  Warning,
} from '../client/types.ts';
import { commandsInEnglish } from './en/commands.ts';
import { commandsInFrench } from './fr/commands.ts';
import type { Language } from './language.ts';
import type { Units } from './units.ts';

/** Which archives stay, with the reasons, and which go. */
export interface RetentionPlan {
  readonly keep: readonly { readonly name: string; readonly reasons: readonly KeepReason[] }[];
  readonly delete: readonly string[];
}
export type KeepReason = 'newest' | 'last' | 'daily' | 'weekly' | 'monthly' | 'later' | 'no-time';

/** What is told of a certificate. */
export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  daysLeft(now: Date): number;
  readonly fingerprint256: string;
  readonly serial: string;
  readonly purposes: readonly ('authority' | 'server' | 'client' | 'any' | 'other')[];
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

/** What the commands say besides errors. */
export interface CommandsText {
  readonly stages: Readonly<Record<TransferStage, string>>;
  loggedIn(facts: {
    username: string;
    host: string;
    port: number;
    tlsProtocol: string;
    days: number;
  }): string;
  readonly passphraseIsPassword: string;
  readonly setPassphrase: string;
  remembered(profile: string | undefined): string;
  passwordKept(place: SecretsPlace): string;
  passwordMoved(place: SecretsPlace): string;
  passwordForgotten(username: string, host: string): string;
  readonly rememberedPasswordRefused: string;
  readonly noArchives: string;
  readonly archiveColumns: readonly [name: string, size: string, age: string];
  readonly stale: string;
  readonly unknown: string;
  uploaded(result: UploadResult, units: Units): string;
  uploadedPlain(result: UploadResult, units: Units): string;
  readonly serverMode: string;
  downloaded(result: DownloadResult, units: Units): string;
  warning(warning: Warning): string;
  passwordOf(username: string, host: string): string;
  newPasswordOf(username: string): string;
  prunePlan(plan: RetentionPlan): string;
  confirmPrune(count: number): string;
  readonly nothingPruned: string;
  pruned(removed: number, kept: number): string;
  secretFileOpen(path: string): string;
  unitWritten(path: string): string;
  unitRemoved(path: string): string;
  unitsNext(steps: readonly string[]): string;
  readonly nothingInstalled: string;
  readonly crontabNext: string;
  readonly unattendedPassword: string;
  readonly passphrase: string;
  readonly newPassphrase: string;
  readonly theSameAgain: string;
  acceptCost(memory: string): string;
  weakPassphrase(advice: string): string;
  readonly changed: string;
  contents(contents: ArchiveContents, units: Units): string;
  verified(results: readonly VerifyResult[], units: Units): string;
  rewrapped(archive: string): string;
  deleted(name: string): string;
  readonly notices: Readonly<Record<TransferNotice, string>>;
  retrying(message: string, attempt: number, seconds: number): string;
  unfinished(transfer: UnfinishedTransfer, units: Units): string;
  readonly nothingUnfinished: string;
  discarded(id: string): string;
  identityMade(path: string): string;
  accountAdded(username: string): string;
  readonly noAccounts: string;
  accountLine(
    account: { username: string; quota: number | null; archives: number; bytes: number },
    units: Units,
  ): string;
  passwordChanged(username: string): string;
  quotaChanged(account: { username: string; quota: number | null }, units: Units): string;
  accountRemoved(username: string): string;
  storeCopied(
    facts: { accounts: number; copied: number; bytes: number; present: number; newer: number },
    units: Units,
  ): string;
  authorityMade(path: string): string;
  certificateRequested(requestPath: string, keyPath: string): string;
  requestIssued(name: string, path: string, authorityPath: string): string;
  certificateIssued(path: string, keyPath: string): string;
  certificate(path: string, facts: ShownCertificate, now: Date, units: Units): string;
  passphraseOf(path: string): string;
  readonly acceptServer: string;
  certificateImported(imported: {
    certificatePath: string;
    keyPath: string;
    authorityPath: string | undefined;
    isKeyEncrypted: boolean;
  }): string;
  certificateRevoked(revoked: {
    paths: readonly string[];
    certificates: readonly { subject: string; serial: string; isNew: boolean }[];
  }): string;
  serving(host: string, port: number): string;
  readonly demoComing: string;
  demoKept(home: string): string;
}

const texts: Record<Language, CommandsText> = { en: commandsInEnglish, fr: commandsInFrench };

export function commandsTextOf(language: Language): CommandsText {
  return texts[language];
}
