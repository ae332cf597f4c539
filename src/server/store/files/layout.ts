import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the file store keeps what, in a data folder; all of it on one file system, so that a rename suffices. */
export class Layout {
  /** A folder for each account. */
  readonly archives: string;
  /** Uploads in one request. */
  readonly incoming: string;
  /** Resumable uploads, a folder for each account. */
  readonly uploads: string;
  /** Envelopes that are being replaced. */
  readonly journal: string;

  constructor(dataFolder: string) {
    this.archives = join(dataFolder, 'archives');
    this.incoming = join(dataFolder, 'incoming');
    this.uploads = join(dataFolder, 'uploads');
    this.journal = join(dataFolder, 'journal');
  }

  archivesOf(owner: string): string {
    return join(this.archives, owner);
  }

  archive(owner: string, name: string): string {
    return join(this.archives, owner, name);
  }

  uploadsOf(owner: string): string {
    return join(this.uploads, owner);
  }
}

/** Deletes the archives and the unfinished uploads of an account. */
export async function removeFoldersOf(dataFolder: string, owner: string): Promise<void> {
  const layout = new Layout(dataFolder);
  for (const folder of [layout.archivesOf(owner), layout.uploadsOf(owner)]) {
    await rm(folder, { recursive: true, force: true });
  }
}
