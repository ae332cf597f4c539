import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { systemCode, UserError } from '../../common/errors.ts';
import { encodeIndex, encodeTrailer, type IndexedMember, trailerLength } from '../archiveIndex.ts';
import { encodeTarHeader, paddingOf, type TarMember } from '../tar/header.ts';
import { type ArchivePlan, tarEndLength } from './layout.ts';
import type { PackWarning, PlannedMember } from './plan.ts';
import { SegmentBuffer } from './segmentBuffer.ts';

/** What the index says of the whole archive. */
export interface ArchiveIdentity {
  readonly name: string;
  readonly archiveId: Buffer;
  readonly created: Date;
}

/**
 * Writes the plaintext of an archive, exactly as long as planned, in segments. Each segment handed out is
 * overwritten by the next.
 */
export class Packer {
  readonly warnings: PackWarning[];
  readonly #plan: ArchivePlan;
  readonly #indexed: IndexedMember[] = [];
  readonly #segments: SegmentBuffer;
  readonly #signal: AbortSignal | undefined;
  /** Paths that were planned and could not be stored; a hard link to one of them has no target. */
  readonly #absent = new Set<string | undefined>();

  constructor(plan: ArchivePlan, segmentLength: number, signal?: AbortSignal) {
    this.#plan = plan;
    this.warnings = [...plan.warnings];
    this.#segments = new SegmentBuffer(segmentLength);
    this.#signal = signal;
  }

  /** How many members were stored so far. */
  get entries(): number {
    return this.#indexed.length;
  }

  /** Bytes of the files stored so far. */
  get bytes(): number {
    return this.#indexed.reduce((sum, { member }) => sum + member.size, 0);
  }

  /** @throws {UserError} `sources-changed-too-much` */
  async *segments(identity: ArchiveIdentity): AsyncGenerator<Buffer, void, void> {
    for (const planned of this.#plan.members) {
      this.#signal?.throwIfAborted();
      if (planned.type === 'file') yield* this.#packFile(planned);
      else if (planned.type === 'link' && this.#absent.has(planned.target)) this.#warn(planned, 'vanished');
      else yield* this.#startMember(planned, false);
    }
    const index = await encodeIndex(
      {
        v: 1,
        name: identity.name,
        id: identity.archiveId.toString('hex'),
        created: identity.created.toISOString(),
        host: hostname(),
        user: userInfo().username,
        entries: this.entries,
        bytes: this.bytes,
      },
      this.#indexed,
    );
    const indexOffset = this.#plan.plaintextLength - trailerLength - index.length;
    const zeros = indexOffset - this.#segments.total;
    if (zeros < tarEndLength) throw new UserError('sources-changed-too-much', {});
    yield* this.#segments.appendZeros(zeros);
    yield* this.#segments.append(index);
    yield* this.#segments.append(encodeTrailer(indexOffset, index.length));
    if (this.#segments.remainder.length > 0) yield this.#segments.remainder;
  }

  async *#packFile(planned: PlannedMember): AsyncGenerator<Buffer, void, void> {
    let file: FileHandle;
    try {
      file = await open(planned.source, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      const code = systemCode(error);
      if (code === undefined) throw error;
      this.#absent.add(planned.path);
      this.#warn(planned, code === 'ENOENT' ? 'vanished' : 'unreadable', code);
      return;
    }
    try {
      const before = await file.stat();
      if (!before.isFile()) {
        this.#absent.add(planned.path);
        this.#warn(planned, 'vanished');
        return;
      }
      const member = {
        ...planned,
        size: Math.min(before.size, planned.size),
        mtimeMs: sameHeaderLength(planned, before.mtimeMs),
      };
      const indexEntry = this.#indexed.length;
      yield* this.#startMember(member, before.size > planned.size);
      const content = yield* this.#readContent(file, member.size);
      const after = await file.stat();
      const isChanged =
        content.missing > 0 ||
        before.size > planned.size ||
        after.mtimeMs !== before.mtimeMs ||
        after.size !== before.size;
      if (isChanged) {
        const entry = this.#indexed[indexEntry];
        if (entry) this.#indexed[indexEntry] = { ...entry, isChanged };
        this.#warn(planned, content.error === undefined ? 'changed' : 'unreadable', content.error);
      }
    } finally {
      await file.close();
    }
  }

  *#startMember(member: TarMember, isChanged: boolean): Generator<Buffer, void, void> {
    yield* this.#segments.append(encodeTarHeader(member));
    this.#indexed.push({ member, offset: this.#segments.total, isChanged });
  }

  /** Reads `size` bytes straight into the segments; zeros stand for what is missing. */
  async *#readContent(file: FileHandle, size: number): AsyncGenerator<Buffer, ReadContent, void> {
    let missing = size;
    let error: string | undefined;
    while (missing > 0) {
      this.#signal?.throwIfAborted();
      const free = this.#segments.free;
      let length: number;
      try {
        length = (await file.read(free, 0, Math.min(missing, free.length))).bytesRead;
      } catch (cause) {
        error = systemCode(cause);
        if (error === undefined) throw cause;
        break;
      }
      if (length === 0) break;
      missing -= length;
      yield* this.#segments.advance(length);
    }
    yield* this.#segments.appendZeros(missing + paddingOf(size));
    return { missing, error };
  }

  #warn(member: PlannedMember, problem: PackWarning['problem'], detail?: string): void {
    this.warnings.push({ path: member.source, problem, ...(detail === undefined ? {} : { detail }) });
  }
}

interface ReadContent {
  /** Bytes that could not be read. */
  readonly missing: number;
  /** The system's code, when reading failed. */
  readonly error: string | undefined;
}

/** The new time, unless a header with it would be longer than planned: then without its fraction. */
function sameHeaderLength(planned: PlannedMember, mtimeMs: number): number {
  const fits = encodeTarHeader({ ...planned, mtimeMs }).length <= encodeTarHeader(planned).length;
  return fits ? mtimeMs : Math.floor(mtimeMs / 1000) * 1000;
}
