import { randomBytes } from 'node:crypto';
import { type FileHandle, link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { makePrivateFolder, removeAbandoned, temporaryNameFor } from './atomicFile.ts';
import { systemCode } from './errors.ts';
import { parseJson } from './parseJson.ts';
import { isRunning, isThisProcess, type ProcessName, thisProcess } from './processes.ts';

const heartbeatMilliseconds = 30_000;
/** An owner that cannot be seen from here is dead when its lock was not touched for so long. */
const silenceMilliseconds = 5 * 60_000;

/** What is made beside a lock: what is about to become one, and locks under which it is taken over. */
const besideLock = /^[0-9a-f]+(\.[0-9a-f]+)*(\.tmp)?$/;

const ownerSchema = z.object({
  version: z.literal(1),
  /** Names this lock among all. */
  id: z.string().regex(/^[0-9a-f]+$/),
  host: z.string(),
  bootId: z.string().nullable(),
  pidNamespace: z.string().nullable(),
  pid: z.number(),
  processStart: z.string().nullable(),
  startedAt: z.iso.datetime().transform((text) => new Date(text)),
  purpose: z.string(),
});

/** Who holds a lock, since when and what for. */
export type LockOwner = z.infer<typeof ownerSchema>;

/** The locks that this process holds: one of its own that is not among them could not be removed when it was released. */
const held = new Set<string>();

/** Someone else, who lives, holds the lock. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  readonly owner: LockOwner;

  constructor(owner: LockOwner) {
    super(`held by process ${owner.pid} on ${owner.host}`);
    this.owner = owner;
  }
}

/**
 * A lock that is a file, for processes of any number of machines that share a folder. The modification time of
 * the file is the heartbeat of its owner.
 */
export class FileLock {
  /** The dead owner that it was taken over from. */
  readonly healed: LockOwner | null;
  readonly #path: string;
  readonly #id: string;
  readonly #file: FileHandle;
  readonly #loss = new AbortController();
  readonly #heart: NodeJS.Timeout;

  private constructor(path: string, id: string, file: FileHandle, healed: LockOwner | null) {
    this.#path = path;
    this.#id = id;
    this.#file = file;
    this.healed = healed;
    this.#heart = setInterval(() => void this.#beat(), heartbeatMilliseconds).unref();
  }

  /**
   * Takes the lock, at once or not at all; that of a dead owner is taken over.
   *
   * @throws {LockHeld}
   */
  static async acquire(path: string, purpose: string): Promise<FileLock> {
    await makePrivateFolder(dirname(path));
    const owner = await newOwner(purpose);
    const prepared = temporaryNameFor(path);
    const file = await open(prepared, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(owner)}\n`);
      // Before it is there, or others of this process would take it for one that was released.
      held.add(owner.id);
      const healed = await place(prepared, path, purpose);
      return new FileLock(path, owner.id, file, healed);
    } catch (error) {
      held.delete(owner.id);
      await file.close();
      throw error;
    } finally {
      // What became of the lock does not change where this fails.
      await rm(prepared, { force: true }).catch(() => {});
      await removeAbandoned(path, besideLock);
    }
  }

  /** Aborted when someone took the lock over who believed us dead: whoever works under it must stop. */
  get lost(): AbortSignal {
    return this.#loss.signal;
  }

  /** Never throws: what was done under the lock is done. One that cannot be removed is taken over as that of a dead owner. */
  async release(): Promise<void> {
    clearInterval(this.#heart);
    await this.#remove().catch(() => {});
    held.delete(this.#id);
    await this.#file.close().catch(() => {});
  }

  async #remove(): Promise<void> {
    if ((await readLock(this.#path))?.owner.id === this.#id) await rm(this.#path, { force: true });
  }

  /** By the handle, so that it never touches the lock of another. */
  async #beat(): Promise<void> {
    const now = new Date();
    await this.#file.utimes(now, now).catch(() => {});
    const found = await readLock(this.#path).catch(() => undefined);
    if (found !== undefined && found?.owner.id !== this.#id) this.#loss.abort();
  }
}

/** Who holds the lock; null when nobody who lives does. */
export async function lockOwner(path: string): Promise<LockOwner | null> {
  const lock = await inspectLock(path);
  return lock?.isHeld ? lock.owner : null;
}

/** The lock that is there, also that of a dead owner; null where there is none. */
export async function inspectLock(path: string): Promise<{ owner: LockOwner; isHeld: boolean } | null> {
  const lock = await readLock(path);
  return lock && { owner: lock.owner, isHeld: await isAlive(lock) };
}

/**
 * Puts a prepared lock in place: by `link`, which succeeds for one alone and shows the file only whole. The lock
 * of a dead owner is replaced under a lock of its own, named after it, so that of several healers one wins and
 * none ever removes the lock of a living one.
 *
 * @returns the dead owner
 */
async function place(prepared: string, path: string, purpose: string): Promise<LockOwner | null> {
  for (;;) {
    try {
      await link(prepared, path);
      return null;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
    const found = await readLock(path);
    if (found === null) continue;
    if (await isAlive(found)) throw new LockHeld(found.owner);
    const healing = await FileLock.acquire(`${path}.${found.owner.id}`, purpose);
    try {
      if ((await readLock(path))?.owner.id !== found.owner.id) continue;
      await rename(prepared, path);
      return found.owner;
    } finally {
      await healing.release();
    }
  }
}

interface FoundLock {
  readonly owner: LockOwner;
  readonly heartbeat: Date;
  readonly isBroken: boolean;
}

async function readLock(path: string): Promise<FoundLock | null> {
  try {
    const { mtime, ino } = await stat(path);
    const parsed = ownerSchema.safeParse(parseJson(await readFile(path, 'utf8')));
    const owner = parsed.success ? parsed.data : unknownOwner(mtime, ino);
    return { owner, heartbeat: mtime, isBroken: !parsed.success };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function isAlive({ owner, heartbeat, isBroken }: FoundLock): Promise<boolean> {
  if (!isBroken && (await isThisProcess(owner))) return held.has(owner.id);
  const seen = isBroken ? null : await isRunning(owner);
  return seen ?? Date.now() - heartbeat.getTime() < silenceMilliseconds;
}

async function newOwner(purpose: string): Promise<LockOwner> {
  const name: ProcessName = await thisProcess();
  return { version: 1, id: randomBytes(8).toString('hex'), ...name, startedAt: new Date(), purpose };
}

/** Of a lock that a failing disk damaged: treated as that of another machine. */
function unknownOwner(since: Date, inode: number): LockOwner {
  return {
    version: 1,
    id: inode.toString(16),
    host: '?',
    bootId: null,
    pidNamespace: null,
    pid: 0,
    processStart: null,
    startedAt: since,
    purpose: '?',
  };
}
