import type { AccountTable } from './accountTable.ts';
import { HttpError } from './httpError.ts';
import type { ArchiveStore } from './store/store.ts';

/** What one account may have, besides the bytes of its quota. */
export interface CountLimits {
  readonly archives: number;
  /** Unfinished resumable ones. */
  readonly uploads: number;
}

/** Sees to it that no account takes up more than it may, not even with uploads at the same time. */
export class Quotas {
  readonly #store: ArchiveStore;
  readonly #accounts: AccountTable;
  readonly #limits: CountLimits;
  /** Bytes of uploads that have begun and that the store does not count yet, by account. */
  readonly #reserved = new Map<string, number>();

  constructor(store: ArchiveStore, accounts: AccountTable, limits: CountLimits) {
    this.#store = store;
    this.#accounts = accounts;
    this.#limits = limits;
  }

  /**
   * Runs `upload` with so many bytes set aside for it; from its end on the store counts what has become of it.
   * Unfinished uploads count with the length they will have, and an archive that is to be replaced counts until
   * it is.
   *
   * @throws {HttpError} 507 when there is no room
   */
  async withRoomFor<T>(username: string, bytes: number, upload: () => Promise<T>): Promise<T> {
    // Taken before the store is asked: what ends in between counts twice rather than not at all.
    const reserved = this.#change(username, bytes);
    try {
      const { archives, archiveBytes, uploads, uploadBytes } = await this.#store.usage(username);
      if (archives >= this.#limits.archives) throw new HttpError(507, 'The account has too many archives');
      if (uploads >= this.#limits.uploads)
        throw new HttpError(507, 'The account has too many unfinished uploads');
      const quota = this.#accounts.find(username)?.quota ?? Number.POSITIVE_INFINITY;
      if (archiveBytes + uploadBytes + reserved > quota) {
        throw new HttpError(507, `The quota of the account is ${quota} bytes; delete archives to make room`);
      }
      return await upload();
    } finally {
      this.#change(username, -bytes);
    }
  }

  #change(username: string, bytes: number): number {
    const reserved = (this.#reserved.get(username) ?? 0) + bytes;
    if (reserved === 0) this.#reserved.delete(username);
    else this.#reserved.set(username, reserved);
    return reserved;
  }
}
