import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { systemCode } from '../../common/errors.ts';
import type { IndexedMember } from '../archiveIndex.ts';
import { encodeTarHeader, paddingOf, type TarMember } from '../tar/header.ts';
import type { PackWarning, PlannedMember } from './plan.ts';
import { SegmentBuffer } from './segmentBuffer.ts';

/**
 * Writes planned members as a tar into segments. What changed since it was planned never takes more room than
 * planned: a file that grew is cut at the length it had, one that shrank takes less or ends in zeros.
 */
export class TarPacker {
  readonly segments: SegmentBuffer;
  readonly warnings: PackWarning[];
  readonly #members: readonly PlannedMember[];
  readonly #signal: AbortSignal | undefined;
  readonly #indexed: IndexedMember[] = [];
  /** Paths that were planned and could not be stored; a hard link to one of them has no target. */
  readonly #absent = new Set<string | undefined>();
  #bytes = 0;

  constructor(
    plan: { readonly members: readonly PlannedMember[]; readonly warnings: readonly PackWarning[] },
    segmentLength: number,
    signal?: AbortSignal,
    startAt = 0,
  ) {
    this.#members = plan.members;
    this.warnings = [...plan.warnings];
    this.segments = new SegmentBuffer(segmentLength, startAt);
    this.#signal = signal;
  }

  /** What was stored so far. */
  get indexed(): readonly IndexedMember[] {
    return this.#indexed;
  }

  /** Bytes of the files stored so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** All members, without the blocks that end a tar. */
  async *pack(): AsyncGenerator<Buffer, void, void> {
    for (const planned of this.#members) {
      this.#signal?.throwIfAborted();
      if (this.#isHandedOut(planned)) yield* this.#recall(planned);
      else if (planned.type === 'file') yield* this.#packFile(planned);
      else if (planned.type === 'link' && this.#absent.has(planned.target)) this.#warn(planned, 'vanished');
      else yield* this.#startMember(planned, false);
    }
  }

  /** True for a member all of which was handed out in an earlier run. */
  #isHandedOut(planned: PlannedMember): boolean {
    const { handedOut } = this.segments;
    return (
      handedOut > 0 && handedOut >= encodeTarHeader(planned).length + planned.size + paddingOf(planned.size)
    );
  }

  /** It was as planned then, and is not looked at again. */
  *#recall(planned: PlannedMember): Generator<Buffer, void, void> {
    yield* this.#startMember(planned, false);
    yield* this.segments.appendZeros(planned.size + paddingOf(planned.size));
  }

  async *#packFile(planned: PlannedMember): AsyncGenerator<Buffer, void, void> {
    let file: FileHandle;
    try {
      file = await open(planned.source, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      const code = systemCode(error);
      if (code === undefined) throw error;
      this.#leaveOut(planned, code === 'ENOENT' ? 'vanished' : 'unreadable', code);
      return;
    }
    try {
      const before = await file.stat();
      if (!before.isFile()) {
        this.#leaveOut(planned, 'vanished');
        return;
      }
      // What was handed out of it in an earlier run says how long it is.
      const isBegun = this.segments.handedOut > 0;
      const size = isBegun ? planned.size : Math.min(before.size, planned.size);
      const isCut = before.size > planned.size;
      const mtimeMs = isBegun ? planned.mtimeMs : timeThatFits(planned, before.mtimeMs);
      const member = { ...planned, size, mtimeMs };
      const position = this.#indexed.length;
      yield* this.#startMember(member, isCut);
      const content = yield* this.#packContent(file, size);
      const after = await file.stat();
      const isAltered = after.mtimeMs !== before.mtimeMs || after.size !== before.size;
      if (isCut || isAltered || content.missing > 0) {
        this.#indexed[position] = { ...(this.#indexed[position] as IndexedMember), isChanged: true };
        this.#warn(planned, content.error === undefined ? 'changed' : 'unreadable', content.error);
      }
    } finally {
      await file.close();
    }
  }

  *#startMember(member: TarMember, isChanged: boolean): Generator<Buffer, void, void> {
    yield* this.segments.append(encodeTarHeader(member));
    this.#indexed.push({ member, offset: this.segments.total, isChanged });
    this.#bytes += member.size;
  }

  /** Reads `size` bytes straight into the segments; zeros stand for what is missing. */
  async *#packContent(file: FileHandle, size: number): AsyncGenerator<Buffer, PackedContent, void> {
    let missing = size - this.segments.skip(size);
    let error: string | undefined;
    while (missing > 0) {
      this.#signal?.throwIfAborted();
      yield* this.segments.makeRoom();
      const { free } = this.segments;
      let length: number;
      try {
        length = (await file.read(free, 0, Math.min(missing, free.length), size - missing)).bytesRead;
      } catch (cause) {
        error = systemCode(cause);
        if (error === undefined) throw cause;
        break;
      }
      if (length === 0) break;
      missing -= length;
      this.segments.advance(length);
    }
    yield* this.segments.appendZeros(missing + paddingOf(size));
    return { missing, error };
  }

  #leaveOut(member: PlannedMember, problem: PackWarning['problem'], detail?: string): void {
    this.#absent.add(member.path);
    this.#warn(member, problem, detail);
  }

  #warn(member: PlannedMember, problem: PackWarning['problem'], detail?: string): void {
    this.warnings.push({ path: member.source, problem, ...(detail === undefined ? {} : { detail }) });
  }
}

interface PackedContent {
  /** Bytes that could not be read. */
  readonly missing: number;
  /** The system's code, when reading failed. */
  readonly error: string | undefined;
}

/** The new time, unless a header with it would be longer than planned: then without its fraction. */
function timeThatFits(planned: PlannedMember, mtimeMs: number): number {
  const fits = encodeTarHeader({ ...planned, mtimeMs }).length <= encodeTarHeader(planned).length;
  return fits ? mtimeMs : Math.floor(mtimeMs / 1000) * 1000;
}
