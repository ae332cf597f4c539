import { randomBytes } from 'node:crypto';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isStale } from '../../common/age.ts';
import { makePrivateFolder, writeFileAtomically } from '../../common/atomicFile.ts';
import { asUserError, toReadError } from '../../common/diskErrors.ts';
import { systemCode } from '../../common/errors.ts';
import { fileExists } from '../../common/fileExists.ts';
import { isRunning, type ProcessName, thisProcess } from '../../common/processes.ts';
import { homePaths } from '../../config/home.ts';

/** Records of earlier versions hold no more of a process than its host and its number. */
const processName = z.object({
  host: z.string(),
  bootId: z.string().nullable().default(null),
  pidNamespace: z.string().nullable().default(null),
  pid: z.number(),
  processStart: z.string().nullable().default(null),
});

/** What every unfinished transfer keeps about itself. */
const common = {
  version: z.literal(1),
  host: z.string(),
  port: z.number(),
  username: z.string(),
  /** Name of the archive on the server. */
  name: z.string(),
  startedAt: z.string(),
  /** The process that works on it, or worked on it last. */
  owner: processName,
};
const packWarning = z
  .object({
    path: z.string(),
    problem: z.enum([
      'unreadable',
      'vanished',
      'changed',
      'special-file',
      'name-not-utf8',
      'name-taken',
      'name-not-restorable',
    ]),
    detail: z.string().optional(),
  })
  .transform(({ detail, ...warning }) => (detail === undefined ? warning : { ...warning, detail }));
/** What was asked for. */
const request = {
  /** None where it came through a pipe. */
  paths: z.array(z.string()),
  include: z.array(z.string()).default([]),
  exclude: z.array(z.string()).default([]),
  recipients: z.array(z.string()).default([]),
};
/** An upload that is sealed while it is sent. */
export const uploadRecord = z.object({
  ...common,
  kind: z.literal('upload'),
  ...request,
  upload: z.string(),
  size: z.number(),
  plaintextLength: z.number(),
  /** What could not be stored as asked. */
  warnings: z.array(packWarning),
  /** base64; envelope and FLOE header. */
  head: z.string(),
  /** base64; the file key, sealed to this machine. */
  fileKey: z.string(),
});
/** An upload whose archive is sealed into the folder before it is sent. */
export const sealedUploadRecord = z.object({
  ...common,
  kind: z.literal('sealed-upload'),
  ...request,
  /** Null while the server knows of none. */
  upload: z.string().nullable(),
  /** What the archive holds; null until it is whole. */
  sealed: z
    .object({
      size: z.number(),
      entries: z.number(),
      bytes: z.number(),
      /** What could not be stored as asked. */
      warnings: z.array(packWarning),
      /** Where it lies in the folder. */
      file: z.enum(['archive', 'renamed']).default('archive'),
      /** base64; the file key, sealed to this machine, for another name. Records of earlier versions have none. */
      fileKey: z.string().optional(),
    })
    .nullable(),
});
export const downloadRecord = z.object({
  ...common,
  kind: z.literal('download'),
  destination: z.string(),
  overwrite: z.enum(['never', 'skip', 'always', 'newer', 'rename']),
  only: z.array(z.string()),
  etag: z.string(),
  size: z.number(),
});
const transferRecord = z.discriminatedUnion('kind', [uploadRecord, sealedUploadRecord, downloadRecord]);
export type UploadRecord = z.infer<typeof uploadRecord>;
export type SealedUploadRecord = z.infer<typeof sealedUploadRecord>;
/** One whose archive is whole. */
export type WholeUploadRecord = SealedUploadRecord & {
  readonly sealed: NonNullable<SealedUploadRecord['sealed']>;
};
export type DownloadRecord = z.infer<typeof downloadRecord>;
export type TransferRecord = UploadRecord | SealedUploadRecord | DownloadRecord;
/** One that can be gone on with. */
export type InterruptedRecord = UploadRecord | WholeUploadRecord | DownloadRecord;

/** A transfer that was interrupted. */
export interface InterruptedTransfer {
  readonly folder: TransferFolder;
  readonly record: InterruptedRecord;
}

/** One unfinished transfer on disk: a record, and the files that belong to it. */
export class TransferFolder {
  readonly id: string;
  readonly path: string;

  private constructor(home: string, id: string) {
    this.id = id;
    this.path = join(homePaths(home).state, 'transfers', id);
  }

  /** @throws {UserError} `disk-full`, `write-refused` */
  static async create(home: string): Promise<TransferFolder> {
    const folder = new TransferFolder(home, randomBytes(6).toString('hex'));
    await asUserError(folder.path, () => makePrivateFolder(folder.path));
    return folder;
  }

  /**
   * The unfinished transfers of a home that no other process of this machine works on, the oldest first. One that was
   * killed while it began has no record, and is removed a day later; an archive of which only a part was sealed is
   * removed at once, where its process is known to be gone. What is no transfer is left alone.
   *
   * @throws {UserError} `path-unreadable`
   */
  static async interrupted(home: string): Promise<InterruptedTransfer[]> {
    const found: InterruptedTransfer[] = [];
    for (const id of await namesIn(join(homePaths(home).state, 'transfers'))) {
      const folder = new TransferFolder(home, id);
      const record = await folder.read();
      if (await folder.#isUseless(record)) await folder.remove().catch(() => {});
      else if (record && isWhole(record) && !(await isAtWorkElsewhere(record.owner)))
        found.push({ folder, record });
    }
    return found.sort((one, other) => one.record.startedAt.localeCompare(other.record.startedAt));
  }

  /** Path of a file that belongs to the transfer. */
  file(name: 'record.json' | 'members' | 'segments' | 'archive' | 'renamed'): string {
    return join(this.path, name);
  }

  /** Null where the transfer was never begun, or its record is broken. */
  async read(): Promise<TransferRecord | null> {
    try {
      return transferRecord.parse(JSON.parse(await readFile(this.file('record.json'), 'utf8')));
    } catch {
      return null;
    }
  }

  /** True for what nobody can go on with. */
  async #isUseless(record: TransferRecord | null): Promise<boolean> {
    if (record === null) return this.#wasNeverBegun();
    if (isWhole(record)) return false;
    const isAtWork = await isRunning(record.owner);
    return isAtWork === false || (isAtWork === null && (await this.#isLeftAlone()));
  }

  /** True where nothing was sealed for a day. */
  async #isLeftAlone(): Promise<boolean> {
    try {
      return isStale((await lstat(this.file('archive'))).mtime, new Date());
    } catch {
      // Not begun yet, or gone meanwhile.
      return false;
    }
  }

  /** The record is the last thing that is written when a transfer begins. */
  async #wasNeverBegun(): Promise<boolean> {
    if (!/^[0-9a-f]{12}$/.test(this.id)) return false;
    try {
      const folder = await lstat(this.path);
      const isOld = folder.isDirectory() && isStale(folder.mtime, new Date());
      return isOld && !(await fileExists(this.file('record.json')));
    } catch {
      // It is gone meanwhile, or not ours to look into.
      return false;
    }
  }

  /** @throws {UserError} `disk-full`, `write-refused` */
  async write(record: TransferRecord): Promise<void> {
    const path = this.file('record.json');
    await asUserError(path, () => writeFileAtomically(path, JSON.stringify(record)));
  }

  /** @throws {UserError} `write-refused` */
  async remove(): Promise<void> {
    await asUserError(this.path, () => rm(this.path, { recursive: true, force: true }));
  }
}

function isWhole(record: TransferRecord): record is InterruptedRecord {
  return record.kind !== 'sealed-upload' || record.sealed !== null;
}

async function isAtWorkElsewhere(owner: ProcessName): Promise<boolean> {
  if (owner.pid === (await thisProcess()).pid) return false;
  return (await isRunning(owner)) === true;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw toReadError(folder, error);
  }
}
