import { listFiles } from './archives.ts';
import type { Client } from './client.ts';
import { downloadAndDecryptFile, showArchive, verifyArchive } from './download.ts';
import { deleteArchive } from './manage.ts';
import { loginToServer, logout, type Session } from './session.ts';
import { discardTransfer, unfinishedOf } from './transfers/unfinished.ts';
import { uploadFile } from './upload.ts';

/** What the program does, over the network. */
export const client: Client<Session> = {
  loginToServer,
  listFiles,
  uploadFile,
  downloadAndDecryptFile,
  showArchive,
  verifyArchive,
  deleteArchive,
  listUnfinished: unfinishedOf,
  discardTransfer,
  logout,
};
