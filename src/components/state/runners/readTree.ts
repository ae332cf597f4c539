import type { SessionInfo } from '../../../client/client.ts';
import type { TreeNode } from '../archiveTree.ts';
import type { Message } from '../messages.ts';
import type { ScreensClient } from '../screensClient.ts';
import { growTree } from './archiveContents.ts';

/** How often it is told how much of an archive has come. */
const sampleMilliseconds = 200;

/** What is inside an archive. @throws {UserError}, or the reason of the signal */
export async function readTree(
  client: ScreensClient,
  session: SessionInfo,
  name: string,
  signal: AbortSignal,
  dispatch: (message: Message) => void,
): Promise<TreeNode> {
  let lastTold = -Infinity;
  const { entries } = await client.showArchive(session, name, {
    signal,
    onProgress(progress) {
      if (signal.aborted || performance.now() - lastTold < sampleMilliseconds) return;
      lastTold = performance.now();
      dispatch({ type: 'archive-received', name, progress });
    },
  });
  signal.throwIfAborted();
  return growTree(entries, signal);
}
