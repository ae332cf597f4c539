import type { SessionInfo } from '../../../client/client.ts';
import type { Progress, Retry, TransferNotice } from '../../../client/types.ts';
import type { Message } from '../messages.ts';
import type { ScreensClient } from '../screensClient.ts';
import type { TransferRequest } from '../transferState.ts';

/** How often a running transfer is drawn: calm to read, cheap on a slow line. */
const sampleMilliseconds = 200;

interface Options {
  readonly client: ScreensClient;
  readonly session: SessionInfo;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly dispatch: (message: Message) => void;
}

/** Runs a transfer to its end and reports it. */
export async function runTransfer(request: TransferRequest, options: Options): Promise<void> {
  const { client, session, signal, now, dispatch } = options;
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
    onRetry({ error, attempt, delayMs }: Retry) {
      latest = { doneBytes: 0, totalBytes: null, ...latest, stage: 'waiting' };
      const at = new Date(now().getTime() + delayMs);
      dispatch({ type: 'transfer-retries', retry: { error, attempt, at } });
    },
    onNotice: (notice: TransferNotice) => dispatch({ type: 'transfer-noticed', notice }),
  };
  try {
    dispatch(await work());
  } catch (error) {
    dispatch({ type: 'transfer-failed', error });
  } finally {
    clearInterval(sampling);
  }

  async function work(): Promise<Message> {
    switch (request.kind) {
      case 'upload': {
        const { paths, settings } = request;
        const sealed = { ...watched, ...settings };
        return { type: 'uploaded', result: await client.uploadFile(session, paths, sealed) };
      }
      case 'download': {
        const { name, destination, overwrite, only = [] } = request;
        const restored = { ...watched, destination, overwrite, only };
        return { type: 'downloaded', result: await client.downloadAndDecryptFile(session, name, restored) };
      }
      case 'verify':
        return { type: 'verified', result: await client.verifyArchive(session, request.name, watched) };
    }
  }
}
