import type { SessionInfo } from '../../../client/client.ts';
import type { Message } from '../messages.ts';
import type { ScreensClient } from '../screensClient.ts';

interface Options {
  readonly client: ScreensClient;
  readonly session: SessionInfo;
  readonly signal: AbortSignal;
  readonly dispatch: (message: Message) => void;
}

/** Deletes archives one after the other, and stops at the first that cannot be deleted. */
export async function deleteArchives(names: readonly string[], options: Options): Promise<void> {
  const { client, session, signal, dispatch } = options;
  const deleted: string[] = [];
  try {
    for (const name of names) {
      dispatch({ type: 'archive-deleted', done: deleted.length, count: names.length });
      await client.deleteArchive(session, name, signal);
      deleted.push(name);
    }
    dispatch({ type: 'archives-deleted', names: deleted });
  } catch (error) {
    dispatch({ type: 'archives-deleted', names: deleted, error });
  }
}
