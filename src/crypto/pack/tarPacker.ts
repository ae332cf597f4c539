import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { Pace } from '../../common/pace.ts';
import { IndexWriter } from '../indexWriter.ts';
import { encodeTarHeader, paddingOf, type TarMember, tarHeaderLength } from '../tar/header.ts';
import { codeOf, FileReader } from './fileReader.ts';
import type { PackWarning, PlannedMember } from './plan.ts';
import type { SegmentBuffer } from './segmentBuffer.ts';
import { SourcesDiffer } from './sourcesDiffer.ts';

/**
 * Writes planned members as a tar into segments. What changed since it was planned never takes more room than
 * planned: a file that grew is cut at the length it had, one that shrank takes less or ends in zeros.
 */
export class TarPacker {
  readonly segments: SegmentBuffer;
  readonly warnings: PackWarning[];
  /** Of what was stored so far. */
  readonly index = new IndexWriter();
  readonly #members: Iterable<PlannedMember>;
  readonly #signal: AbortSignal | undefined;
  /** Paths that were planned and could not be stored; a hard link to one of them has no target. */
  readonly #absent = new Set<string | undefined>();
  readonly #reader = new FileReader();
  #bytes = 0;

  constructor(
    plan: { readonly members: Iterable<PlannedMember>; readonly warnings: readonly PackWarning[] },
    segments: SegmentBuffer,
    signal?: AbortSignal,
  ) {
    this.#members = plan.members;
    this.warnings = [...plan.warnings];
    this.segments = segments;
    this.#signal = signal;
  }

  /** Bytes of the files stored so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** All members, without the blocks that end a tar. */
  async *pack(): AsyncGenerator<Buffer, void, void> {
    const pace = new Pace();
    for (const planned of this.#members) {
      this.#signal?.throwIfAborted();
      if (pace.isTired) await pace.breathe();
      for (const step of this.#packMember(planned)) {
        this.#signal?.throwIfAborted();
        if (step instanceof Promise) await step;
        else yield step;
      }
    }
  }

  *#packMember(planned: PlannedMember): Steps {
    if (this.#isHandedOut(planned)) yield* this.#recall(planned);
    else if (planned.type === 'file') yield* this.#packFile(planned);
    else if (planned.type === 'link' && this.#absent.has(planned.target)) this.#warn(planned, 'vanished');
    else yield* this.#packWithoutContent(planned);
  }

  /** True for a member all of which was handed out in an earlier run. */
  #isHandedOut(planned: PlannedMember): boolean {
    const { handedOut } = this.segments;
    return handedOut > 0 && handedOut >= tarHeaderLength(planned) + planned.size + paddingOf(planned.size);
  }

  /** It was as planned then, and is not looked at again. */
  *#recall(planned: PlannedMember): Steps {
    yield* this.#packWithoutContent(planned);
    yield* this.segments.appendZeros(planned.size + paddingOf(planned.size));
  }

  *#packWithoutContent(member: TarMember): Steps {
    yield* this.segments.append(encodeTarHeader(member));
    this.#enter(member, this.segments.total, false);
  }

  *#packFile(planned: PlannedMember): Steps {
    let descriptor: number;
    try {
      descriptor = openSync(planned.source, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      const code = codeOf(error);
      this.#leaveOut(planned, code === 'ENOENT' ? 'vanished' : 'unreadable', code);
      return;
    }
    try {
      yield* this.#packOpenFile(planned, descriptor);
    } finally {
      closeQuietly(descriptor);
    }
  }

  *#packOpenFile(planned: PlannedMember, descriptor: number): Steps {
    const before = statOf(descriptor);
    if (typeof before === 'string') {
      this.#leaveOut(planned, 'unreadable', before);
      return;
    }
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
    yield* this.segments.append(encodeTarHeader(member));
    const offset = this.segments.total;
    const { missing, error } = yield* this.#packContent(descriptor, size);
    const after = statOf(descriptor);
    // What does not tell may have changed.
    const isAltered =
      typeof after === 'string' || after.mtimeMs !== before.mtimeMs || after.size !== before.size;
    const isChanged = isCut || isAltered || missing > 0;
    this.#enter(member, offset, isChanged);
    if (isChanged) this.#warn(planned, error === undefined ? 'changed' : 'unreadable', error);
  }

  /** Reads `size` bytes; zeros stand for what is missing. */
  *#packContent(descriptor: number, size: number): Generator<Step, PackedContent, void> {
    let missing = size - this.segments.skip(size);
    let error: string | undefined;
    for (const step of this.#reader.read(descriptor, size - missing, size)) {
      if (step instanceof Promise) yield step;
      else if (typeof step === 'string') error = step;
      else {
        yield* this.segments.append(step);
        missing -= step.length;
      }
    }
    yield* this.segments.appendZeros(missing + paddingOf(size));
    return { missing, error };
  }

  /** Notes what stands in the tar. */
  #enter(member: TarMember, offset: number, isChanged: boolean): void {
    this.index.addMember({ member, offset, isChanged });
    this.#bytes += member.size;
  }

  /** @throws {SourcesDiffer} where some of it was handed out in an earlier run */
  #leaveOut(member: PlannedMember, problem: PackWarning['problem'], detail?: string): void {
    if (this.segments.handedOut > 0) throw new SourcesDiffer(`${member.source}: ${problem}`);
    this.#absent.add(member.path);
    this.#warn(member, problem, detail);
  }

  #warn(member: PlannedMember, problem: PackWarning['problem'], detail?: string): void {
    this.warnings.push({ path: member.source, problem, ...(detail === undefined ? {} : { detail }) });
  }
}

/** What is known of an open file, or the system's code of an error. */
function statOf(descriptor: number): Stats | string {
  try {
    return fstatSync(descriptor);
  } catch (error) {
    return codeOf(error);
  }
}

/** Nothing is lost where closing fails what was only read. */
function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch (error) {
    codeOf(error);
  }
}

/** Full segments, and what must be waited for on the way to them. */
type Step = Buffer | Promise<unknown>;
type Steps = Generator<Step, void, void>;

interface PackedContent {
  /** Bytes that could not be read. */
  readonly missing: number;
  /** The system's code, when reading failed. */
  readonly error: string | undefined;
}

/** The new time, unless a header with it would be longer than planned: then without its fraction. */
function timeThatFits(planned: PlannedMember, mtimeMs: number): number {
  if (mtimeMs === planned.mtimeMs) return mtimeMs;
  const fits = tarHeaderLength({ ...planned, mtimeMs }) <= tarHeaderLength(planned);
  return fits ? mtimeMs : Math.floor(mtimeMs / 1000) * 1000;
}
