import type { Locker } from '@tus/server';

interface Turn {
  /** Makes the request stop, if it is one that transfers something; it lets go of the lock soon after. */
  readonly interrupt: () => void;
  /** Settles when the lock is free again. */
  readonly released: Promise<void>;
}

/** Locks that other servers respect too. */
export interface SharedLocks {
  /**
   * @param interrupt called when somebody else wants it, or when it is lost
   * @returns what gives it back
   */
  acquire(key: string, interrupt: () => void): Promise<() => Promise<void>>;
}

/**
 * One request at a time for each resumable upload. The latest wins: whoever asks for an upload that is being
 * written is most likely the same client after its connection broke, which the server has not noticed yet. So the
 * request that holds the lock is interrupted, and what had arrived of it is kept.
 */
export class UploadLocks {
  readonly #last = new Map<string, Turn>();
  readonly #shared: SharedLocks | undefined;

  /** @param shared where there are other servers besides this one */
  constructor(shared?: SharedLocks) {
    this.#shared = shared;
  }

  /** The locker of one request, as the tus library wants it. */
  lockerFor(owner: string, interrupt: () => void): Locker {
    return {
      newLock: (id) => {
        const key = `${owner}/${id}`;
        const { promise: released, resolve: release } = Promise.withResolvers<void>();
        const turn = { interrupt, released };
        let giveBack: (() => Promise<void>) | undefined;
        const unlock = async (): Promise<void> => {
          try {
            await giveBack?.();
          } finally {
            if (this.#last.get(key) === turn) this.#last.delete(key);
            release();
          }
        };
        return {
          lock: async () => {
            const before = this.#last.get(key);
            this.#last.set(key, turn);
            before?.interrupt();
            await before?.released;
            try {
              giveBack = await this.#shared?.acquire(key, interrupt);
            } catch (error) {
              await unlock();
              throw error;
            }
          },
          unlock,
        };
      },
    };
  }
}
