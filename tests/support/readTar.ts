import { memberOf } from '../../src/crypto/restore/member.ts';
import { readMembers } from '../../src/crypto/restore/readMembers.ts';
import { readTarEntries } from '../../src/crypto/restore/tarEntries.ts';

/** A tar in pieces of such lengths, each of which overwrites the one before, as segments do. */
async function* piecesOf(tar: Buffer, lengths: readonly number[]): AsyncGenerator<Buffer, void, void> {
  const memory = Buffer.alloc(Math.max(...lengths));
  for (let offset = 0, turn = 0; offset < tar.length; turn += 1) {
    const piece = tar.subarray(offset, offset + (lengths[turn % lengths.length] ?? 1));
    memory.fill(0xee);
    yield memory.subarray(0, piece.copy(memory));
    offset += piece.length;
  }
}

/** What restoring reads; every second member is left unread where that is wanted. */
export async function readByHand(
  tar: Buffer,
  lengths: readonly number[],
  skipping = false,
): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { member, content } of readMembers(piecesOf(tar, lengths))) {
    const parts: Buffer[] = [];
    const isRead = !skipping || found.length % 2 === 0;
    if (Buffer.isBuffer(content)) parts.push(Buffer.from(content));
    else if (isRead) for await (const piece of content) parts.push(Buffer.from(piece));
    found.push({ ...member, content: isRead ? Buffer.concat(parts).toString('latin1') : '' });
  }
  return found;
}

/** What verifying reads. */
export async function readByPackage(tar: Buffer): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const entry of readTarEntries(piecesOf(tar, [tar.length]))) {
    const parts: Uint8Array[] = [];
    for await (const piece of entry) parts.push(Buffer.from(piece));
    found.push({ ...memberOf(entry.header), content: Buffer.concat(parts).toString('latin1') });
  }
  return found;
}
