import type { Client } from '../../client/client.ts';

/** What the screens need of the client. */
export type ScreensClient = Pick<
  Client,
  | 'loginToServer'
  | 'listFiles'
  | 'uploadFile'
  | 'downloadAndDecryptFile'
  | 'showArchive'
  | 'verifyArchive'
  | 'deleteArchive'
  | 'listUnfinished'
  | 'discardTransfer'
  | 'logout'
>;
