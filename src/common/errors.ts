/**
 * The one family of errors. A `UserError` is something the user can mend: it carries a code and the
 * facts, and the text room turns both into a sentence and a next step in the user's language. Anything
 * else that is thrown is a bug of ours.
 */

import type { ConfigProblem, ExpectedValue, UnknownKey } from './configProblem.ts';
import type { UsageProblem } from './usageProblem.ts';

/** Exit codes of the program, as documented in docs/reference.md. */
export const ExitCode = {
  done: 0,
  bug: 1,
  usage: 2,
  connection: 3,
  credentials: 4,
  notFound: 5,
  cannotOpen: 6,
  wouldOverwrite: 7,
  doneWithWarnings: 8,
  locked: 9,
  localDisk: 10,
  interrupted: 130,
  /** As of a program that was ended by SIGPIPE. */
  pipeClosed: 141,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

interface Peer {
  host: string;
  port: number;
}
/** What tells one certificate from another. */
export interface ShownCertificate {
  /** Distinguished names on one line. */
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256 of the certificate, upper-case hexadecimal with colons. */
  readonly fingerprint256: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}
interface FilePath {
  path: string;
}

/** Every code with the facts its sentence needs. Paths and names are as the user would type them. */
export interface ErrorFacts {
  // usage
  usage: UsageProblem;
  'no-terminal': object;
  'tls-verification-disabled': object;
  // settings
  'config-key-unknown': UnknownKey;
  'config-key-needed': { key: string; whole: string };
  'config-value-refused': { key: string; expected: ExpectedValue };
  'config-password': object;
  'config-not-set': { key: string; usual: string | null };
  'config-invalid': FilePath & { problems: readonly ConfigProblem[] };
  'config-changed-meanwhile': FilePath & { copyPath: string };
  'editor-missing': { editor: string | null };
  'editor-failed': { editor: string; exitCode: number | null };
  // connection or TLS
  'host-unknown': Peer;
  'connection-refused': Peer;
  'host-unreachable': Peer;
  /** `response`: silence; `answer`: it came too slowly; `transfer`: it hardly moved. */
  'connection-timed-out': Peer & {
    stage: 'connect' | 'handshake' | 'response' | 'answer' | 'transfer';
    seconds: number;
  };
  'connection-lost': Peer;
  'not-tls': Peer;
  'tls-failed': Peer & { reason: string };
  'tls-protocol-too-old': Peer;
  'tls-nothing-in-common': Peer;
  'server-authority-unknown': Peer & { authorityPath: string };
  'server-certificate-self-signed': Peer & { authorityPath: string };
  'server-issuer-not-allowed': Peer;
  'server-certificate-wrong-use': Peer;
  'server-certificate-too-weak': Peer;
  'server-certificate-not-accepted': Peer & { shown: ShownCertificate };
  'server-certificate-changed': Peer & { known: ShownCertificate; shown: ShownCertificate };
  'server-certificate-expired': Peer;
  'server-certificate-not-yet-valid': Peer;
  'server-name-mismatch': Peer & { names: string };
  'client-certificate-missing': FilePath;
  'client-certificate-unusable': FilePath & { reason: string };
  'client-certificate-expired': FilePath & { day: string };
  'client-certificate-not-yet-valid': FilePath & { day: string };
  'authority-expired': FilePath & { day: string };
  'client-certificate-required': Peer;
  'client-certificate-refused': Peer;
  'client-certificate-expired-there': Peer;
  'client-certificate-revoked': Peer;
  'client-key-mismatch': { certificatePath: string; keyPath: string };
  'client-key-passphrase-missing': FilePath;
  'client-key-passphrase-wrong': FilePath;
  'server-misbehaved': Peer & { reason: string };
  /** `retryAfterSeconds`: when the server says it may be asked again. */
  'server-answered': { status: number; message: string; retryAfterSeconds?: number | undefined };
  // credentials
  'wrong-credentials': Peer & { username: string };
  'session-ended': object;
  'password-missing': object;
  'keyring-refused': { work: 'store' | 'clear'; reason: string };
  'secrets-without-place': FilePath;
  'passphrase-missing': object;
  'passphrase-unusable': { reason: 'empty' | 'lone-surrogate' };
  'recipient-unusable': { recipient: string };
  'recipients-too-many': object;
  'identity-unusable': FilePath;
  // not found
  'archive-not-found': { name: string };
  /** Several begin with what was typed. */
  'archive-ambiguous': { wanted: string; names: readonly string[] };
  'path-not-found': FilePath;
  'path-unreadable': FilePath & { reason: string };
  'nothing-to-store': object;
  'stdin-empty': object;
  'not-scheduled': FilePath;
  'profile-unknown': { name: string; names: readonly string[] };
  // the archive cannot be opened
  'archive-name-refused': { name: string; suggestion: string };
  'one-file-only': FilePath & { found: 'folder' | 'special-file' | 'several' | 'options' };
  'not-an-archive': { name: string };
  'legacy-unreadable': { name: string };
  'archive-version-unknown': { name: string; version: number };
  'passphrase-or-envelope-wrong': { name: string };
  'archive-damaged': { name: string; reason: string };
  'archive-truncated': { name: string };
  /** Some of a file has been handed out by then. */
  'file-cut-short': { name: string; bytes: number };
  'archive-swapped': { name: string; found: string };
  'several-files': { name: string; paths: readonly string[] };
  'path-not-in-archive': { name: string; path: string };
  'server-cannot': { what: 'delete' | 'rewrap' };
  'transfer-unknown': { id: string };
  'archive-changed': { name: string };
  'archive-entry-refused': { name: string; entry: string; reason: string };
  'key-derivation-too-costly': { name: string };
  'sources-changed-too-much': object;
  // would overwrite
  'would-overwrite': { paths: readonly string[] };
  // another run
  locked: { runner: string; pid: number; host: string; since: Date };
  // local disk
  'disk-full': FilePath;
  'write-refused': FilePath & { reason: string };
  'file-set-aside': FilePath & { asidePath: string; reason: string };
  // accounts and certificates
  'account-exists': { username: string };
  'account-unknown': { username: string };
  'account-not-empty': { username: string; archives: number };
  /** `database` as it may be shown, without a password. */
  'database-away': { database: string; reason: string };
  'database-refused': { database: string; reason: string };
  'store-away': { store: string; reason: string };
  'copy-differs': { owner: string; archive: string };
  'certificate-unknown': { wanted: string };
  'request-unusable': FilePath & { reason: string };
  'key-store-outdated': FilePath;
  'authority-missing': FilePath;
  'server-certificate-missing': FilePath;
  'file-exists': FilePath;
  'port-in-use': Peer;
  // interrupted
  interrupted: object;
  /** Whoever reads our standard output wants no more. */
  'pipe-closed': object;
}
export type ErrorCode = keyof ErrorFacts;

const exitCodes: Record<ErrorCode, ExitCode> = {
  usage: ExitCode.usage,
  'no-terminal': ExitCode.usage,
  'tls-verification-disabled': ExitCode.usage,
  'config-key-unknown': ExitCode.usage,
  'config-key-needed': ExitCode.usage,
  'config-value-refused': ExitCode.usage,
  'config-password': ExitCode.usage,
  'config-not-set': ExitCode.notFound,
  'config-invalid': ExitCode.usage,
  'config-changed-meanwhile': ExitCode.wouldOverwrite,
  'editor-missing': ExitCode.usage,
  'editor-failed': ExitCode.usage,
  'host-unknown': ExitCode.connection,
  'connection-refused': ExitCode.connection,
  'host-unreachable': ExitCode.connection,
  'connection-timed-out': ExitCode.connection,
  'connection-lost': ExitCode.connection,
  'not-tls': ExitCode.connection,
  'tls-failed': ExitCode.connection,
  'tls-protocol-too-old': ExitCode.connection,
  'tls-nothing-in-common': ExitCode.connection,
  'server-authority-unknown': ExitCode.connection,
  'server-certificate-self-signed': ExitCode.connection,
  'server-issuer-not-allowed': ExitCode.connection,
  'server-certificate-wrong-use': ExitCode.connection,
  'server-certificate-too-weak': ExitCode.connection,
  'server-certificate-not-accepted': ExitCode.connection,
  'server-certificate-changed': ExitCode.connection,
  'server-certificate-expired': ExitCode.connection,
  'server-certificate-not-yet-valid': ExitCode.connection,
  'server-name-mismatch': ExitCode.connection,
  'client-certificate-missing': ExitCode.connection,
  'client-certificate-unusable': ExitCode.connection,
  'client-certificate-expired': ExitCode.connection,
  'client-certificate-not-yet-valid': ExitCode.connection,
  'authority-expired': ExitCode.connection,
  'client-certificate-required': ExitCode.connection,
  'client-certificate-refused': ExitCode.connection,
  'client-certificate-expired-there': ExitCode.connection,
  'client-certificate-revoked': ExitCode.connection,
  'client-key-mismatch': ExitCode.connection,
  'client-key-passphrase-missing': ExitCode.credentials,
  'client-key-passphrase-wrong': ExitCode.credentials,
  'server-misbehaved': ExitCode.connection,
  'server-answered': ExitCode.connection,
  'wrong-credentials': ExitCode.credentials,
  'session-ended': ExitCode.credentials,
  'password-missing': ExitCode.credentials,
  'keyring-refused': ExitCode.credentials,
  'secrets-without-place': ExitCode.credentials,
  'passphrase-missing': ExitCode.credentials,
  'passphrase-unusable': ExitCode.credentials,
  'recipient-unusable': ExitCode.usage,
  'recipients-too-many': ExitCode.usage,
  'identity-unusable': ExitCode.credentials,
  'archive-not-found': ExitCode.notFound,
  'archive-ambiguous': ExitCode.usage,
  'path-not-found': ExitCode.notFound,
  'path-unreadable': ExitCode.notFound,
  'nothing-to-store': ExitCode.notFound,
  'stdin-empty': ExitCode.notFound,
  'not-scheduled': ExitCode.notFound,
  'profile-unknown': ExitCode.notFound,
  'archive-name-refused': ExitCode.usage,
  'one-file-only': ExitCode.usage,
  'not-an-archive': ExitCode.cannotOpen,
  'legacy-unreadable': ExitCode.cannotOpen,
  'archive-version-unknown': ExitCode.cannotOpen,
  'passphrase-or-envelope-wrong': ExitCode.cannotOpen,
  'archive-damaged': ExitCode.cannotOpen,
  'archive-truncated': ExitCode.cannotOpen,
  'file-cut-short': ExitCode.cannotOpen,
  'archive-swapped': ExitCode.cannotOpen,
  'several-files': ExitCode.usage,
  'path-not-in-archive': ExitCode.notFound,
  'server-cannot': ExitCode.usage,
  'transfer-unknown': ExitCode.notFound,
  'archive-changed': ExitCode.connection,
  'archive-entry-refused': ExitCode.cannotOpen,
  'key-derivation-too-costly': ExitCode.cannotOpen,
  'sources-changed-too-much': ExitCode.doneWithWarnings,
  'would-overwrite': ExitCode.wouldOverwrite,
  locked: ExitCode.locked,
  'disk-full': ExitCode.localDisk,
  'write-refused': ExitCode.localDisk,
  'file-set-aside': ExitCode.localDisk,
  'account-exists': ExitCode.usage,
  'account-unknown': ExitCode.notFound,
  'account-not-empty': ExitCode.usage,
  'database-away': ExitCode.connection,
  'database-refused': ExitCode.connection,
  'store-away': ExitCode.connection,
  'copy-differs': ExitCode.cannotOpen,
  'certificate-unknown': ExitCode.notFound,
  'request-unusable': ExitCode.usage,
  'key-store-outdated': ExitCode.usage,
  'authority-missing': ExitCode.notFound,
  'server-certificate-missing': ExitCode.notFound,
  'file-exists': ExitCode.wouldOverwrite,
  'port-in-use': ExitCode.connection,
  interrupted: ExitCode.interrupted,
  'pipe-closed': ExitCode.pipeClosed,
};

/** Something the user can mend. `src/text` holds its sentence and its next step in each language. */
export class UserError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'UserError';
  readonly code: Code;
  readonly facts: ErrorFacts[Code];

  constructor(code: Code, facts: ErrorFacts[Code], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.facts = facts;
  }

  get exitCode(): ExitCode {
    return exitCodes[this.code];
  }
}

/** True for the error with that code. */
export function isUserError<Code extends ErrorCode>(error: unknown, code: Code): error is UserError<Code> {
  return error instanceof UserError && error.code === code;
}

/** The exit code that belongs to the code of an error, as it was written down once. */
export function exitCodeOfErrorCode(code: string): ExitCode {
  return Object.hasOwn(exitCodes, code) ? exitCodes[code as ErrorCode] : ExitCode.bug;
}

/** The exit code that belongs to anything thrown. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UserError) return error.exitCode;
  return isAbort(error) ? ExitCode.interrupted : ExitCode.bug;
}

/** True for what an aborted `AbortSignal` throws. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The `code` of a Node system error (`ENOENT`, `ECONNREFUSED` …), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (error instanceof UserError) return undefined;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
