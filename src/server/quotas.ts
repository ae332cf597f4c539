import type { Accounts } from './account.ts';
import { HttpError } from './httpError.ts';
import { KeyedLocks } from './keyedLocks.ts';
import type { Reservations } from './reservations.ts';
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
  readonly #accounts: Accounts;
  readonly #reservations: Reservations;
  readonly #limits: CountLimits;
  readonly #beginning = new KeyedLocks();

  constructor(store: ArchiveStore, accounts: Accounts, reservations: Reservations, limits: CountLimits) {
    this.#store = store;
    this.#accounts = accounts;
    this.#reservations = reservations;
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
    const { quota = null } = (await this.#accounts.find(username)) ?? {};
    if (quota === null) {
      await this.#usedBytes(username);
      return upload();
    }
    // Taken before the store is asked: what ends in between counts twice rather than not at all.
    const reservation = await this.#reservations.take(username, bytes);
    try {
      if ((await this.#usedBytes(username)) + reservation.total > quota) {
        throw new HttpError(507, `The quota of the account is ${quota} bytes; delete archives to make room`);
      }
      return await upload();
    } finally {
      await reservation.release();
    }
  }

  /**
   * As `withRoomFor`, for an upload that is only begun: one after the other, so that none slips past their number.
   *
   * @throws {HttpError} 507 when there is no room
   */
  withRoomToBegin<T>(username: string, bytes: number, begin: () => Promise<T>): Promise<T> {
    return this.#beginning.run(username, () => this.withRoomFor(username, bytes, begin));
  }

  /** @throws {HttpError} 507 when the account may have no further archive, or no further upload */
  async #usedBytes(username: string): Promise<number> {
    const { archives, archiveBytes, uploads, uploadBytes } = await this.#store.usage(username);
    if (archives >= this.#limits.archives) throw new HttpError(507, 'The account has too many archives');
    if (uploads >= this.#limits.uploads)
      throw new HttpError(507, 'The account has too many unfinished uploads');
    return archiveBytes + uploadBytes;
  }
}
