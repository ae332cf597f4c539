import { listFiles } from './archives.ts';
import type { Client } from './client.ts';
import { downloadAndDecryptFile, showArchive, verifyArchive } from './download.ts';
import { loginToServer, logout, type Session } from './session.ts';
import { uploadFile } from './upload.ts';

/** What the program does, over the network. */
export const client: Client<Session> = {
  loginToServer,
  listFiles,
  uploadFile,
  downloadAndDecryptFile,
  showArchive,
  verifyArchive,
  logout,
};
