import type {
  Archive,
  ArchiveContents,
  DownloadOptions,
  DownloadResult,
  LoginOptions,
  TransferOptions,
  UnfinishedTransfer,
  UploadOptions,
  UploadResult,
  VerifyResult,
} from './types.ts';

/** What a session tells about itself; its workings stay inside `client`. */
export interface SessionInfo {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** Such as `TLSv1.3`. */
  readonly tlsProtocol: string;
  readonly clientCertificateExpires: Date;
  readonly authorityExpires: Date;
  readonly serverCertificateExpires: Date;
  /** True where the server shows a new certificate, for the key that it had before. */
  readonly isServerRenewed: boolean;
  /** True where the server hands out parts of archives, so that the contents of one are known without receiving it. */
  readonly readsInPart: boolean;
  /** True while the server, which sees the password, could open the archives. */
  readonly passphraseIsPassword: boolean;
  readonly abilities: ServerAbilities;
}

/** What a server can do beyond the base level. */
export interface ServerAbilities {
  readonly deletes: boolean;
  /** Uploads can go on where they were interrupted. */
  readonly resumesUploads: boolean;
}

/** Everything the program does with a server, for screens and commands alike. */
export interface Client<Session extends SessionInfo = SessionInfo> {
  /** @throws {UserError} */
  loginToServer(options: LoginOptions): Promise<Session>;
  /** Newest first; unknown times last. @throws {UserError} */
  listFiles(session: Session, signal?: AbortSignal): Promise<Archive[]>;
  /** Seals the paths into one archive while sending it. @throws {UserError} */
  uploadFile(session: Session, paths: readonly string[], options?: UploadOptions): Promise<UploadResult>;
  /** Receives, opens and restores; nothing is put in place before all of it is authenticated. @throws {UserError} */
  downloadAndDecryptFile(session: Session, name: string, options: DownloadOptions): Promise<DownloadResult>;
  /** What is inside an archive. @throws {UserError} */
  showArchive(session: Session, name: string, options?: TransferOptions): Promise<ArchiveContents>;
  /** Receives and authenticates every byte, restores nothing. @throws {UserError} */
  verifyArchive(session: Session, name: string, options?: TransferOptions): Promise<VerifyResult>;
  /** Removes an archive from the server, for good. @throws {UserError} `archive-not-found`, `server-cannot` */
  deleteArchive(session: Session, name: string, signal?: AbortSignal): Promise<void>;
  /**
   * The interrupted transfers of this account on this server, the oldest first. Each goes on when the same
   * upload or download is asked for again.
   */
  listUnfinished(session: Session, signal?: AbortSignal): Promise<UnfinishedTransfer[]>;
  /** Gives an interrupted transfer up; an upload on the server too. @throws {UserError} `transfer-unknown` */
  discardTransfer(session: Session, id: string, options?: TransferOptions): Promise<void>;
  /** Forgets the keys and ends the session on the server where it can. */
  logout(session: Session): Promise<void>;
}
