import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile.ts';
import { asUserError } from '../../common/diskErrors.ts';
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

/** Keeps what was planned, a line each. @throws {UserError} `disk-full`, `write-refused` */
export async function writeMembers(path: string, members: readonly PlannedMember[]): Promise<void> {
  const text = members.map((member) => `${JSON.stringify(member)}\n`).join('');
  await asUserError(path, () => writeFileAtomically(path, text));
}

/** Reads it again. @throws when it is broken */
export async function readMembers(path: string): Promise<PlannedMember[]> {
  const members: PlannedMember[] = [];
  for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
    const { target, ...member } = memberSchema.parse(JSON.parse(line));
    members.push(target === undefined ? member : { ...member, target });
  }
  return members;
}
