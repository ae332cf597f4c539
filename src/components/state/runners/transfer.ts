import type { SessionInfo } from '../../../client/client.ts';
import type { Progress, UploadResult } from '../../../client/types.ts';
import type { Message } from '../messages.ts';
import type { ScreensClient } from '../screensClient.ts';
import type { TransferRequest } from '../transferState.ts';

/** How often a running transfer is drawn: calm to read, cheap on a slow line. */
const sampleMilliseconds = 200;

interface Options {
  readonly client: ScreensClient;
  readonly session: SessionInfo;
  readonly signal: AbortSignal;
  readonly dispatch: (message: Message) => void;
}

export type Outcome = { readonly result: UploadResult } | { readonly error: unknown };

/** Runs a transfer to its end and reports it; the outcome of an upload is given back for the scheduler. */
export async function runTransfer(request: TransferRequest, options: Options): Promise<Outcome | undefined> {
  const { client, session, signal, dispatch } = options;
  let latest: Progress | null = null;
  const sampling = setInterval(
    () => dispatch({ type: 'transfer-sampled', progress: latest }),
    sampleMilliseconds,
  );
  const watched = {
    signal,
    onProgress(progress: Progress) {
      latest = progress;
    },
    onRetry() {
      latest = { doneBytes: 0, totalBytes: null, ...latest, stage: 'waiting' };
    },
  };
  try {
    if (request.kind === 'upload') {
      const result = await client.uploadFile(session, request.paths, { ...watched, ...request.settings });
      dispatch({ type: 'uploaded', result });
      return { result };
    }
    const { name, destination, overwrite, only = [] } = request;
    const options = { ...watched, destination, overwrite, only };
    const result = await client.downloadAndDecryptFile(session, name, options);
    dispatch({ type: 'downloaded', result });
    return undefined;
  } catch (error) {
    dispatch({ type: 'transfer-failed', error });
    return { error };
  } finally {
    clearInterval(sampling);
  }
}
