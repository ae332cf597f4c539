/** One complete archive of an account. */
export interface StoredArchive {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly uploadedAt: Date;
}

export interface ArchivePage {
  /** Newest first. */
  readonly archives: readonly StoredArchive[];
  /** Where the next page starts; null on the last one. */
  readonly next: string | null;
}

/** An open archive: its bytes stay what they were when it was opened, even if it is replaced meanwhile. */
export interface ArchiveReader {
  readonly archive: StoredArchive;
  /**
   * Fills `target` from that position on, except at the end of the archive, and gives the number of bytes.
   */
  read(target: Buffer, position: number): Promise<number>;
  close(): Promise<void>;
}

/** An upload under way, invisible until it is committed. One of `commit` and `abort` ends it. */
export interface ArchiveWriter {
  /** Appends; the bytes may be changed again once this resolves. */
  write(bytes: Buffer): Promise<void>;
  /** Makes the archive durable and visible under its name, in place of an earlier one. */
  commit(): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/** Where archives are kept. An owner is a valid username, a name a valid archive name. */
export interface ArchiveStore {
  /**
   * A page of at most `limit` archives; all of them without a limit.
   *
   * @throws {HttpError} 400 for a cursor that no page has given.
   */
  list(owner: string, page: { limit?: number; cursor?: string }): Promise<ArchivePage>;
  /** Null when there is no such archive. */
  open(owner: string, name: string): Promise<ArchiveReader | null>;
  create(owner: string, name: string): Promise<ArchiveWriter>;
}
