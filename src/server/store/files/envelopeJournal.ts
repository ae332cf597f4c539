import { hash } from 'node:crypto';
import { type FileHandle, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../common/atomicFile.ts';
import { isArchiveName } from '../../archiveName.ts';
import { isInterchangeable } from '../envelope.ts';
import { AppendingFile } from './appendingFile.ts';
import { openArchiveFile, readFully } from './archiveFile.ts';
import type { Layout } from './layout.ts';

/** One replacement under way: enough to do it again after a crash in the middle of it. */
const entrySchema = z.object({
  owner: z.string().regex(/^[\w-][\w.-]*$/),
  name: z.string().refine(isArchiveName),
  /** Decimal: of the very file. */
  inode: z.string(),
  envelope: z.base64(),
});
type Entry = z.infer<typeof entrySchema>;

/**
 * Replaces envelopes in place. The new one is safe in a journal before the first byte of the old one is touched,
 * so that a crash, or a power cut, in between is made up for at the next start.
 */
export class EnvelopeJournal {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Nobody else may read or change the beginning of the file meanwhile. */
  async replace(owner: string, name: string, file: FileHandle, envelope: Buffer): Promise<void> {
    const { ino } = await file.stat({ bigint: true });
    // One name for each archive: after a failure, the next replacement takes the place of the one that failed.
    const path = join(this.#layout.journal, hash('sha256', `${owner}/${name}`));
    const entry: Entry = { owner, name, inode: String(ino), envelope: envelope.toString('base64') };
    await writeFileAtomically(path, JSON.stringify(entry));
    await writeEnvelope(file, envelope);
    await rm(path);
  }

  /** Completes what a crash has interrupted. */
  async recover(): Promise<void> {
    for (const name of await readdir(this.#layout.journal)) {
      const path = join(this.#layout.journal, name);
      // A temporary file is one whose replacement had not begun.
      if (!name.endsWith('.tmp'))
        await this.#repeat(entrySchema.parse(JSON.parse(await readFile(path, 'utf8'))));
      await rm(path);
    }
  }

  async #repeat({ owner, name, inode, envelope }: Entry): Promise<void> {
    const file = await openArchiveFile(this.#layout.archive(owner, name), 'change');
    if (file === undefined) return;
    try {
      const { ino } = await file.stat({ bigint: true });
      const bytes = Buffer.from(envelope, 'base64');
      const present = Buffer.alloc(bytes.length);
      await readFully(file, present, 0);
      // Another archive may have taken the name since, even with the same inode.
      if (String(ino) === inode && isInterchangeable(bytes, present)) await writeEnvelope(file, bytes);
    } finally {
      await file.close();
    }
  }
}

/**
 * The time of the upload moves on by a millisecond: a program that copies what has another time, as many that
 * make backups do, would miss the change otherwise.
 */
async function writeEnvelope(file: FileHandle, envelope: Buffer): Promise<void> {
  const { atimeMs, mtimeMs } = await file.stat();
  await new AppendingFile(file, 0).write(envelope);
  await file.utimes(atimeMs / 1000, (Math.floor(mtimeMs) + 1) / 1000);
  await file.sync();
}
