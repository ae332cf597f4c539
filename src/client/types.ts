import type { Compression } from '../config/compression.ts';

/** One archive on the server, as the list shows it. */
export interface Archive {
  /** Base name on the server, already safe to print. */
  readonly name: string;
  /** Bytes of the sealed archive; null where the server does not tell. */
  readonly size: number | null;
  /** Time of the upload; null where neither the server nor the name tells. */
  readonly uploadedAt: Date | null;
  /** SHA-256 of the sealed archive, in hex, as the server counted it; absent where it does not tell. */
  readonly sha256?: string;
}

export type TransferStage =
  | 'scanning'
  | 'reading'
  | 'compressing'
  | 'sending'
  | 'confirming'
  | 'receiving'
  | 'restoring'
  | 'waiting';

/** An observation of a running transfer. */
export interface Progress {
  readonly stage: TransferStage;
  /**
   * Bytes of the sealed archive that went over the wire so far; of the files, while they are compressed, and when a
   * part of an archive is restored.
   */
  readonly doneBytes: number;
  /** The same of the whole; null while unknown. */
  readonly totalBytes: number | null;
}

/** Something that went not quite as asked, about one file. */
export interface Warning {
  readonly path: string;
  readonly problem:
    | 'unreadable'
    | 'vanished'
    | 'changed'
    | 'special-file'
    | 'name-not-utf8'
    | 'name-taken'
    | 'name-not-restorable'
    | 'link-outside'
    | 'special-mode'
    | 'link-target-missing'
    | 'kept-existing'
    /** Sent as it is, to servers that may keep text only. */
    | 'not-text';
  /** System code or detail, where there is one. */
  readonly detail?: string;
}

/**
 * Who seals: we, before anything is sent (`client`), or the server, which then reads what it gets (`server`). Only ever
 * what the user chose.
 */
export type EncryptionMode = 'client' | 'server';

export interface UploadResult {
  readonly mode: EncryptionMode;
  /** Name on the server; in server mode as we gave it, which the server need not follow. */
  readonly name: string;
  /** Bytes of the files. */
  readonly bytes: number;
  /** Bytes of the sealed archive. */
  readonly sealedBytes: number;
  readonly entries: number;
  readonly warnings: readonly Warning[];
}

export interface DownloadResult {
  readonly name: string;
  /** Folder the files were restored to. */
  readonly destination: string;
  readonly entries: number;
  readonly bytes: number;
  readonly warnings: readonly Warning[];
}

/**
 * What to do about files that are already there, all of them alike: fail with nothing touched, keep them as they
 * are, overwrite them, overwrite what is older, or restore beside them under another name.
 */
export type OverwritePolicy = 'never' | 'skip' | 'always' | 'newer' | 'rename';

/** Stages of opening a session, for the login screen. */
export type LoginStage = 'connecting' | 'handshake' | 'credentials';

export interface LoginOptions {
  /** Home folder with `certs/`. */
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Opens `client.key` or `client.p12`, where they ask for one. */
  readonly keyPassphrase?: string;
  /** What seals the archives; the password where absent. */
  readonly passphrase?: string;
  /** Whoever shall open what is uploaded, as `x25519:…`; the passphrase then only where it is set apart. */
  readonly recipients?: readonly string[];
  /** Files of private keys that are tried to open archives. */
  readonly identityFiles?: readonly string[];
  /** An archive will be sealed next: its key is derived while the server is asked. */
  readonly willSeal?: boolean;
  /** Fingerprint (SHA-256) of a certificate that may take the place of the one by which the server is known. */
  readonly acceptCertificate?: string;
  readonly signal?: AbortSignal;
  readonly onStage?: (stage: LoginStage) => void;
}

/** An attempt that failed, and the next one to come. */
export interface Retry {
  readonly error: unknown;
  /** Counted from 1. */
  readonly attempt: number;
  /** Milliseconds until it. */
  readonly delayMs: number;
}

/** Something worth saying about a transfer that is no warning. */
export type TransferNotice =
  | 'resumed'
  /** From the start, because the sources changed since it was interrupted. */
  | 'restarted-sources-changed'
  /** From the start, because the server no longer knows of it, or has another archive. */
  | 'restarted-server-changed'
  /** Sent as it is, though it was to be compressed: the disk of the home has no room for it. */
  | 'no-room-to-compress'
  /** What came through a pipe was sealed, and could not be sent: it goes on when that is asked for by its id. */
  | 'input-kept';

export interface TransferOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly onRetry?: (retry: Retry) => void;
  readonly onNotice?: (notice: TransferNotice) => void;
}

/** Globs that choose among the sources; docs/operations.md tells how they match. */
export interface SourceSelection {
  /** Only what one of them matches is stored, and the folders above it; everything where empty. */
  readonly include?: readonly string[] | undefined;
  /** What one of them matches is left out, with everything in it. */
  readonly exclude?: readonly string[] | undefined;
}

export interface UploadOptions extends TransferOptions, SourceSelection {
  /** Label of the archive's name; derived from the first path where absent. */
  readonly label?: string;
  /** Default `client`. In server mode, one file. */
  readonly mode?: EncryptionMode;
  /** The time in the archive's name and index; now where absent. */
  readonly created?: Date;
  /** Whoever shall open it, as `x25519:…`, in place of those of the login. */
  readonly recipients?: readonly string[];
  /** What the configuration says where absent, else `auto`. */
  readonly compress?: Compression;
  /** The id of the interrupted transfer that is to go on; without it, one of the same paths does. */
  readonly resume?: string;
}

export interface DownloadOptions extends TransferOptions {
  /** Folder to restore into; made if missing. */
  readonly destination: string;
  /** Default `never`: an existing file makes the download fail with `would-overwrite`, nothing touched. */
  readonly overwrite?: OverwritePolicy;
  /** Paths, folders and globs inside the archive, or `:(literal)` paths; everything where absent. */
  readonly only?: readonly string[];
  /** Open it as a legacy archive, which is not authenticated, where it is none of ours. */
  readonly legacy?: boolean;
  /** Restore owner and group too; needs root. */
  readonly setOwner?: boolean;
}

/** A transfer that was interrupted and can go on. */
export interface UnfinishedTransfer {
  readonly id: string;
  readonly kind: 'upload' | 'download';
  /** Name of the archive on the server. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly startedAt: Date;
  /** Bytes of the sealed archive. */
  readonly size: number;
  /** Bytes of it that need not go over the wire again; null where only the server could tell. */
  readonly doneBytes: number | null;
  /** What was being uploaded, with the settings that it takes to go on; no paths where it came through a pipe. */
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly recipients: readonly string[];
  /** Where a download was being restored to, and what was to happen to files in the way. */
  readonly destination?: string | undefined;
  readonly overwrite?: OverwritePolicy | undefined;
}

/** One entry of an archive. */
export interface ArchiveEntry {
  /** Safe to print. */
  readonly path: string;
  /** As the archive has it: the one that `only` takes, as a `:(literal)` path. */
  readonly storedPath: string;
  readonly type: 'file' | 'dir' | 'symlink' | 'link';
  readonly size: number;
  readonly modifiedAt: Date;
  /** Permission bits. */
  readonly mode: number;
  readonly target?: string | undefined;
  /** It changed while it was stored. */
  readonly changed: boolean;
}

/** What an archive says of itself. */
export interface ArchiveContents {
  readonly name: string;
  readonly createdAt: Date;
  readonly host: string;
  readonly user: string;
  readonly bytes: number;
  readonly entries: readonly ArchiveEntry[];
}

/** An archive of which every byte was authenticated. */
export interface VerifyResult {
  readonly name: string;
  readonly entries: number;
  readonly bytes: number;
  /** Files that changed while they were stored. */
  readonly changed: readonly string[];
}
