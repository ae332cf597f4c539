import type { DataStore, Upload } from '@tus/server';
import type { ByteRange } from '../byteRange.ts';

/** One complete archive of an account. */
export interface StoredArchive {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly uploadedAt: Date;
  /** Letters, digits, `-` and `_`: another one whenever the bytes may be others. */
  readonly version: string;
  /** Lower-case hexadecimal; null while it is not known. */
  readonly sha256: string | null;
}

export interface ArchivePage {
  /** Newest first. */
  readonly archives: readonly StoredArchive[];
  /** Where the next page starts; null on the last one. */
  readonly next: string | null;
}

/** An open archive: its bytes stay what they were when it was opened, whatever happens to it meanwhile. */
export interface ArchiveReader {
  readonly archive: StoredArchive;
  /**
   * Gives what reads those bytes, one after another: each call fills `target`, except at the end of the range, and gives
   * the number of bytes.
   */
  readRange(range: ByteRange): (target: Buffer) => Promise<number>;
  close(): Promise<void>;
}

/** An upload in one request, invisible until it is committed. One of `commit` and `abort` ends it. */
export interface ArchiveWriter {
  /** Appends; the bytes may be changed again once this resolves. */
  write(bytes: Buffer): Promise<void>;
  /**
   * Makes the archive durable and visible under its name, in place of an earlier one.
   *
   * @throws {HttpError} 412 where it must not take the place of anything, and the name is taken
   */
  commit(): Promise<StoredArchive>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/** How an upload gets its name. */
export interface Naming {
  /** It takes the place of nothing: it is refused with 412 where its name is taken. Default false. */
  readonly onlyNew?: boolean;
}

/** Tells whether a change may go ahead on an archive of that version. */
export type Precondition = (version: string) => boolean;

/** Uploads in several requests, of one account. They are kept apart from the archives until they are complete. */
export interface ResumableUploads {
  /**
   * What the tus library works on; a store of its making (`@tus/file-store`, `@tus/s3-store`) fits. `write` gets
   * the request as the stream and keeps whatever has arrived when that ends early. `getUpload` gives the offset
   * from which on nothing is stored, for a finished upload its length.
   */
  readonly dataStore: DataStore;
  /**
   * Begins an upload, as `dataStore.create` does. One that is to be `onlyNew` has its name to itself among all of that
   * kind until it is complete or removed.
   *
   * @throws {HttpError} 412 where it must not take the place of anything, and an archive or an unfinished upload has its name
   */
  begin(upload: Upload, naming: Naming): Promise<Upload>;
  /**
   * Makes a complete upload an archive, as `ArchiveWriter.commit`; false when it is one already.
   *
   * @throws {HttpError} 412 where it must not take the place of the archive that has its name by now; it stays an upload
   */
  finish(id: string): Promise<boolean>;
}

/** What an account takes up. */
export interface Usage {
  readonly archives: number;
  readonly archiveBytes: number;
  /** Unfinished resumable uploads. */
  readonly uploads: number;
  /** The lengths these will have. */
  readonly uploadBytes: number;
}

/**
 * Where archives are kept: the seam behind which another engine than files can be put. An owner is a valid
 * username, a name a valid archive name. Whatever shows an archive shows it whole, before or after a change.
 */
export interface ArchiveStore {
  /**
   * A page of at most `limit` archives.
   *
   * @throws {HttpError} 400 for a cursor that no page has given.
   */
  list(owner: string, page: { limit: number; cursor?: string }): Promise<ArchivePage>;
  /** Null when there is no such archive. */
  open(owner: string, name: string): Promise<ArchiveReader | null>;
  /**
   * @param length bytes at most; base64 may turn out to have two less
   * @throws {HttpError} 412 where that is known already, see `commit`
   */
  create(owner: string, name: string, length: number, naming?: Naming): Promise<ArchiveWriter>;
  /** @throws {HttpError} 404; 412 when the precondition does not hold. */
  delete(owner: string, name: string, precondition: Precondition): Promise<void>;
  /**
   * Replaces the envelope, which every sealed archive begins with, by one of the same length for the same archive.
   * Nothing else of it is read or written, as far as the engine can do that.
   *
   * @throws {HttpError} 404; 412; 409 when the archive has no envelope, or one of another length or id.
   */
  replaceEnvelope(
    owner: string,
    name: string,
    precondition: Precondition,
    envelope: Buffer,
  ): Promise<StoredArchive>;
  usage(owner: string): Promise<Usage>;
  uploads(owner: string): Promise<ResumableUploads>;
  /** Removes the resumable uploads that nobody has touched for their lifetime. */
  removeExpiredUploads(): Promise<void>;
  /** Called last, when no request is running. */
  close(): Promise<void>;
}
