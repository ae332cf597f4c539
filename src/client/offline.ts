import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFolder, temporaryNameFor } from '../common/atomicFile.ts';
import { asUserError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';
import { fileExists } from '../common/fileExists.ts';
import { FileSource } from '../crypto/open/fileSource.ts';
import { recogniseArchive } from '../crypto/open/recognise.ts';
import { rewrapFile } from '../crypto/rewrap.ts';
import { contentsOf } from './contents.ts';
import { countBytes } from './countBytes.ts';
import { type KeyOptions, type Keys, loadKeys } from './keys.ts';
import { reportRestored } from './reportRestored.ts';
import type {
  ArchiveContents,
  DownloadOptions,
  DownloadResult,
  SourceSelection,
  TransferOptions,
  UploadResult,
  VerifyResult,
} from './types.ts';

/**
 * Seals paths into an archive file, compressed.
 *
 * @throws {UserError} `path-not-found`, `nothing-to-store`, `file-exists`, `disk-full`, `write-refused`
 */
export async function sealToFile(
  paths: readonly string[],
  output: string,
  keyOptions: KeyOptions,
  { signal, onProgress, include, exclude }: TransferOptions & SourceSelection = {},
): Promise<UploadResult> {
  return withKeys(keyOptions, async ({ storage }) => {
    if (await fileExists(output)) throw new UserError('file-exists', { path: output });
    const plan = await storage.plan(paths, { signal, include, exclude });
    if (plan.members.length === 0) throw new UserError('nothing-to-store', {});
    const name = basename(output);
    const sealed = storage.sealCompressed(plan, { name, created: new Date(), ...(signal ? { signal } : {}) });
    let sealedBytes = 0;
    const chunks = countBytes(sealed.chunks, (doneBytes) => {
      sealedBytes = doneBytes;
      onProgress?.({ stage: 'sending', doneBytes, totalBytes: null });
    });
    await asUserError(output, () => writeNewFile(output, chunks));
    return { mode: 'client', name, sealedBytes, ...sealed.report() };
  });
}

/** Restores an archive file, whole or in part. @throws {UserError} */
export async function openFile(
  path: string,
  keyOptions: KeyOptions,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const { destination, overwrite = 'never', only = [], legacy = false, setOwner = false, signal } = options;
  return withFile(path, keyOptions, async ({ storage }, source) => {
    const restore = {
      name: basename(path),
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
    return { name: basename(path), ...report };
  });
}

/** What is inside an archive file; only its first and last segments are read. @throws {UserError} */
export function showFile(path: string, keyOptions: KeyOptions): Promise<ArchiveContents> {
  return withFile(path, keyOptions, async ({ storage }, source) =>
    contentsOf(
      (await isBinary(source))
        ? await storage.list(source, basename(path))
        : await storage.listStream(source.chunks(), basename(path)),
    ),
  );
}

/** Authenticates every byte of an archive file. @throws {UserError} */
export function verifyFile(
  path: string,
  keyOptions: KeyOptions,
  options: TransferOptions = {},
): Promise<VerifyResult> {
  return withFile(path, keyOptions, ({ storage }, source) =>
    storage.verify(counted(source, options), basename(path), options.signal),
  );
}

/** Changes who can open an archive file, by rewriting its envelope alone. @throws {UserError} */
export function rewrapArchiveFile(path: string, current: KeyOptions, next: KeyOptions): Promise<void> {
  return withKeys(current, ({ identities }) =>
    withKeys(next, ({ recipients }) => rewrapFile(path, identities, recipients)),
  );
}

async function withKeys<Result>(options: KeyOptions, work: (keys: Keys) => Promise<Result>): Promise<Result> {
  const keys = await loadKeys(options);
  try {
    return await work(keys);
  } finally {
    await keys.destroy();
  }
}

function withFile<Result>(
  path: string,
  options: KeyOptions,
  work: (keys: Keys, source: FileSource) => Promise<Result>,
): Promise<Result> {
  return withKeys(options, async (keys) => {
    const source = await FileSource.open(path);
    try {
      return await work(keys, source);
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

async function writeNewFile(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const temporary = temporaryNameFor(path);
  try {
    await pipeline(
      Readable.from(chunks),
      createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}
