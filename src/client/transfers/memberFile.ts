import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile.ts';
import { asUserError } from '../../common/diskErrors.ts';
import { MemberList } from '../../crypto/pack/memberList.ts';
import type { PlannedMember } from '../../crypto/pack/plan.ts';

const memberSchema = z.object({
  source: z.string(),
  path: z.string(),
  type: z.enum(['file', 'dir', 'symlink', 'link']),
  size: z.number(),
  mtimeMs: z.number(),
  ctimeMs: z.number(),
  inode: z.number(),
  mode: z.number(),
  uid: z.number(),
  gid: z.number(),
  target: z.string().optional(),
});

const digestLength = 32;
const lengthLength = 4;

/**
 * Keeps what was planned: the SHA-256 of what follows, then blocks of members, each behind its length (4 bytes).
 *
 * @throws {UserError} `disk-full`, `write-refused`
 */
export async function writeMembers(path: string, members: MemberList): Promise<void> {
  const parts = members.blocks().flatMap((block) => {
    const length = Buffer.alloc(lengthLength);
    length.writeUInt32BE(block.length);
    return [length, block];
  });
  const blocks = Buffer.concat(parts);
  await asUserError(path, () => writeFileAtomically(path, Buffer.concat([digestOf(blocks), blocks])));
}

/** Reads it again. @throws when it is broken */
export async function readMembers(path: string): Promise<MemberList> {
  const file = await readFile(path);
  const bytes = file.subarray(digestLength);
  // A file that is cut between two blocks would read as one of fewer members, which would be missing in the archive.
  if (!digestOf(bytes).equals(file.subarray(0, digestLength)))
    throw new RangeError('a broken list of members');
  const blocks: Buffer[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const start = offset + lengthLength;
    offset = start + bytes.readUInt32BE(offset);
    blocks.push(bytes.subarray(start, offset));
  }
  return MemberList.fromBlocks(blocks, parseMember);
}

function digestOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function parseMember(value: unknown): PlannedMember {
  const { target, ...member } = memberSchema.parse(value);
  return target === undefined ? member : { ...member, target };
}
