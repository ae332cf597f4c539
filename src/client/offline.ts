import { basename } from 'node:path';
import { FileSource } from '../crypto/open/fileSource.ts';
import { recogniseArchive } from '../crypto/open/recognise.ts';
import { rewrapFile } from '../crypto/rewrap.ts';
import { contentsOf } from './contents.ts';
import { countBytes } from './countBytes.ts';
import { type KeyOptions, type Keys, withKeys } from './keys.ts';
import { type WriteOutput, writeOneFile } from './pipes/oneFile.ts';
import { withSpooled } from './pipes/spooled.ts';
import { reportRestored } from './reportRestored.ts';
import type {
  ArchiveContents,
  DownloadOptions,
  DownloadResult,
  TransferOptions,
  VerifyResult,
} from './types.ts';

/** An archive file by its path, or what comes through a pipe, which waits sealed in the home until all has come. */
export type ArchiveFile = string | { readonly input: AsyncIterable<Uint8Array>; readonly home: string };

/** Restores an archive file, whole or in part. @throws {UserError} */
export async function openFile(
  file: ArchiveFile,
  keyOptions: KeyOptions,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const { destination, overwrite = 'never', only = [], legacy = false, setOwner = false, signal } = options;
  return withFile(file, keyOptions, async ({ storage }, source, name) => {
    const restore = {
      name,
      destination,
      overwrite,
      only,
      setOwner,
      // A file may be renamed by its owner.
      renamed: 'accept',
      ...(signal ? { signal } : {}),
    } as const;
    const legacyPassword = legacy ? keyOptions.passphrase : undefined;
    const report =
      only.length > 0 && (await isBinary(source))
        ? await storage.restoreFrom(source, { ...restore, onProgress: reportRestored(options) })
        : await storage.restore(counted(source, options), {
            ...restore,
            ...(legacyPassword === undefined ? {} : { legacyPassword }),
          });
    return { name, ...report };
  });
}

/** What is inside an archive file; only its first and last segments are read. @throws {UserError} */
export function showFile(file: ArchiveFile, keyOptions: KeyOptions): Promise<ArchiveContents> {
  return withFile(file, keyOptions, async ({ storage }, source, name) =>
    contentsOf(
      (await isBinary(source))
        ? await storage.list(source, name)
        : await storage.listStream(source.chunks(), name),
    ),
  );
}

/** Authenticates every byte of an archive file. @throws {UserError} */
export function verifyFile(
  file: ArchiveFile,
  keyOptions: KeyOptions,
  options: TransferOptions = {},
): Promise<VerifyResult> {
  return withFile(file, keyOptions, ({ storage }, source, name) =>
    storage.verify(counted(source, options), name, options.signal),
  );
}

/**
 * Hands out the content of the one file of an archive file that is wanted; an archive that is kept as text waits, sealed,
 * on the disk of the home meanwhile.
 *
 * @throws {UserError} `path-not-in-archive`, `several-files`, `file-cut-short`, those of the archive; what `write` throws
 */
export function openToOutput(
  file: ArchiveFile,
  home: string,
  keyOptions: KeyOptions,
  options: TransferOptions & { readonly only: readonly string[] },
  write: WriteOutput,
): Promise<void> {
  return withFile(file, keyOptions, async ({ storage }, source, name) => {
    const writeFrom = (archive: FileSource) =>
      writeOneFile(storage, archive, { ...options, name, renamed: 'accept' }, write);
    if (await isBinary(source)) return writeFrom(source);
    return withSpooled(home, storage, { name, chunks: source.chunks() }, writeFrom);
  });
}

/** Changes who can open an archive file, by rewriting its envelope alone. @throws {UserError} */
export function rewrapArchiveFile(path: string, current: KeyOptions, next: KeyOptions): Promise<void> {
  return withKeys(current, ({ identities }) =>
    withKeys(next, ({ recipients }) => rewrapFile(path, identities, recipients)),
  );
}

function withFile<Result>(
  file: ArchiveFile,
  options: KeyOptions,
  work: (keys: Keys, source: FileSource, name: string) => Promise<Result>,
): Promise<Result> {
  return withKeys(options, async (keys) => {
    if (typeof file !== 'string') {
      const name = 'stdin';
      const input = { name, chunks: file.input };
      return withSpooled(file.home, keys.storage, input, (source) => work(keys, source, name));
    }
    const source = await FileSource.open(file);
    try {
      return await work(keys, source, basename(file));
    } finally {
      await source.close();
    }
  });
}

/** False for base64 text, and for what is no sealed archive: such a file can only be read from its start. */
async function isBinary(source: FileSource): Promise<boolean> {
  const { form, chunks } = await recogniseArchive(source.chunks());
  await chunks.return();
  return form === 'sealed';
}

function counted(source: FileSource, { onProgress }: TransferOptions): AsyncGenerator<Buffer, void, void> {
  return countBytes(source.chunks(), (doneBytes) => {
    onProgress?.({ stage: 'restoring', doneBytes, totalBytes: source.size });
  });
}
