import type { Locker } from '@tus/server';

interface Turn {
  /** Makes the request stop, if it is one that transfers something; it lets go of the lock soon after. */
  readonly interrupt: () => void;
  /** Settles when the lock is free again. */
  readonly released: Promise<void>;
}

/**
 * One request at a time for each resumable upload. The latest wins: whoever asks for an upload that is being
 * written is most likely the same client after its connection broke, which the server has not noticed yet. So the
 * request that holds the lock is interrupted, and what had arrived of it is kept.
 */
export class UploadLocks {
  readonly #last = new Map<string, Turn>();

  /** The locker of one request, as the tus library wants it. */
  lockerFor(owner: string, interrupt: () => void): Locker {
    return {
      newLock: (id) => {
        const key = `${owner}/${id}`;
        const { promise: released, resolve: release } = Promise.withResolvers<void>();
        const turn = { interrupt, released };
        return {
          lock: async () => {
            const before = this.#last.get(key);
            this.#last.set(key, turn);
            before?.interrupt();
            await before?.released;
          },
          unlock: async () => {
            if (this.#last.get(key) === turn) this.#last.delete(key);
            release();
          },
        };
      },
    };
  }
}
