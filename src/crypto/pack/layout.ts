import { Pace } from '../../common/pace.ts';
import { trailerLength } from '../archiveIndex.ts';
import { IndexWriter } from '../indexWriter.ts';
import { blockLength, paddingOf, tarHeaderLength } from '../tar/header.ts';
import type { MemberList } from './memberList.ts';
import { type PackWarning, type WalkOptions, walkSources } from './plan.ts';

/** Two zero blocks. */
export const tarEndLength = 2 * blockLength;
/** Room for the summary line of the index: name, id, host and user do not compress. */
const summaryReserve = 1024;
/** Room for a member to be marked as changed; the mark itself is 15 characters before compression. */
const changeReserve = 8;

/** So long may an index be when it is planned; marks and frames come on top of it. */
const plannedIndexLength = 256 * 1024 * 1024;

/** What will be stored, and the exact length that it will have. */
export interface ArchivePlan {
  readonly members: MemberList;
  readonly warnings: readonly PackWarning[];
  /** Bytes of the files. */
  readonly bytes: number;
  /** Bytes of the plaintext: tar, index and trailer. */
  readonly plaintextLength: number;
}

/**
 * Walks the sources and lays the archive out. Its length is fixed here, before a byte is read, because a
 * request must announce it: what vanishes or shrinks meanwhile is made up for by zeros behind the tar, what
 * grows is cut at the length it had.
 *
 * @throws {UserError} as `walkSources`; `usage` when an index of so many entries could not be read
 */
export async function planArchive(paths: readonly string[], options: WalkOptions = {}): Promise<ArchivePlan> {
  const { members, warnings } = await walkSources(paths, options);
  const index = new IndexWriter(plannedIndexLength);
  const pace = new Pace();
  let offset = 0;
  let bytes = 0;
  for (const member of members) {
    if (pace.isTired) await pace.breathe();
    offset += tarHeaderLength(member);
    index.addMember({ member, offset, isChanged: false });
    offset += member.size + paddingOf(member.size);
    bytes += member.size;
  }
  const indexReserve = index.length + summaryReserve + changeReserve * members.length;
  return { members, warnings, bytes, plaintextLength: offset + tarEndLength + indexReserve + trailerLength };
}
