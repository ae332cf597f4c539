import { recogniseArchive } from '../open/recognise.ts';
import { Restoration, type RestoreReport } from '../restore/restoration.ts';
import { finish, type RestoreOptions } from '../restore/restore.ts';
import { createSelection } from '../restore/selection.ts';
import { decryptLegacy } from './decrypt.ts';
import { readZip } from './zipEntries.ts';

/**
 * Restores a legacy archive, which is not authenticated: whoever could write it could change it. An entry that
 * is itself a sealed archive is opened in turn.
 *
 * @param addSealed restores what a sealed archive holds
 * @throws {UserError} `legacy-unreadable`, `archive-damaged`, and those of `restoreStream`
 */
export function restoreLegacy(
  chunks: AsyncIterable<Uint8Array>,
  password: string,
  options: RestoreOptions,
  addSealed: (chunks: AsyncIterable<Uint8Array>, restoration: Restoration) => Promise<void>,
): Promise<RestoreReport> {
  const { name, only = [], signal } = options;
  const isWanted = createSelection(only);
  return Restoration.run(options, async (restoration) => {
    const path = restoration.scratchPath('legacy.zip');
    await decryptLegacy(chunks, password, path, name, (bytes) => restoration.takeRoom(bytes));
    for await (const { member, content } of readZip(path, name)) {
      signal?.throwIfAborted();
      const start = member.type === 'file' ? await recogniseArchive(content()) : undefined;
      if (start && start.form !== 'other') await addSealed(start.chunks, restoration);
      else if (isWanted(member.path)) await restoration.add(member, start?.chunks ?? content());
      await start?.close();
    }
    return finish(restoration, options);
  });
}
