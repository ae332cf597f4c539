import type { SessionInfo } from '../../../client/client.ts';
import type { ScreensClient } from '../screensClient.ts';
import { isSameWork, requestOf, type TransferRequest } from '../transferState.ts';

/** Gives up what is kept of a transfer, if anything is. */
export async function discardTransfer(
  client: ScreensClient,
  session: SessionInfo,
  request: TransferRequest,
): Promise<void> {
  for (const unfinished of await client.listUnfinished(session)) {
    if (isSameWork(requestOf(unfinished), request)) await client.discardTransfer(session, unfinished.id);
  }
}
