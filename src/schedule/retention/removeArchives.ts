import { isUserError } from '../../common/errors.ts';

/** The archives of an account, as far as retention deals with them. */
export interface PrunableArchives {
  /** False where the server deletes nothing. */
  readonly canDelete: boolean;
  /** Names, in any order. @throws {UserError} */
  list(): Promise<readonly string[]>;
  /** @throws {UserError} */
  delete(name: string): Promise<void>;
}

/**
 * Removes archives one after the other; one that is gone already is as good as removed.
 *
 * @param onRemoved told of each, so that it is known what happened when a later one fails
 * @throws {UserError} of the connection; the reason of an aborted signal
 */
export async function removeArchives(
  archives: PrunableArchives,
  names: readonly string[],
  { onRemoved, signal }: { readonly onRemoved: (name: string) => void; readonly signal?: AbortSignal },
): Promise<void> {
  for (const name of names) {
    signal?.throwIfAborted();
    try {
      await archives.delete(name);
    } catch (error) {
      if (!isUserError(error, 'archive-not-found')) throw error;
    }
    onRemoved(name);
  }
}
