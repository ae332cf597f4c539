import type { Awaitable } from './account.ts';

export interface Reservation {
  /** Bytes that are set aside for the account, this reservation among them. */
  readonly total: number;
  /** Called once. */
  release(): Awaitable<void>;
}

/** Room set aside for uploads that have begun and that the store does not count yet. */
export interface Reservations {
  take(username: string, bytes: number): Awaitable<Reservation>;
}

/** Those of one server, in memory. */
export class LocalReservations implements Reservations {
  readonly #bytes = new Map<string, number>();

  take(username: string, bytes: number): Reservation {
    const total = this.#change(username, bytes);
    return { total, release: () => void this.#change(username, -bytes) };
  }

  #change(username: string, bytes: number): number {
    const total = (this.#bytes.get(username) ?? 0) + bytes;
    if (total === 0) this.#bytes.delete(username);
    else this.#bytes.set(username, total);
    return total;
  }
}
