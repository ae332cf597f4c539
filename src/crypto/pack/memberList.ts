import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { PlannedMember } from './plan.ts';

const membersInABlock = 1000;

/** Members in the order of the archive; a thousand at a time are compressed, because there may be millions. */
export class MemberList implements Iterable<PlannedMember> {
  readonly #blocks: Buffer[] = [];
  #latest: PlannedMember[] = [];

  /** A list out of the blocks of another. @throws when one is broken */
  static fromBlocks(blocks: readonly Buffer[], parse: (member: unknown) => PlannedMember): MemberList {
    const list = new MemberList();
    for (const block of blocks) for (const member of unpack(block)) list.push(parse(member));
    return list;
  }

  get length(): number {
    return this.#blocks.length * membersInABlock + this.#latest.length;
  }

  push(member: PlannedMember): void {
    this.#latest.push(member);
    if (this.#latest.length < membersInABlock) return;
    this.#blocks.push(pack(this.#latest));
    this.#latest = [];
  }

  *[Symbol.iterator](): Generator<PlannedMember, void, void> {
    for (const block of this.#blocks) yield* unpack(block) as PlannedMember[];
    yield* this.#latest;
  }

  /** All of it, in pieces that can be kept. */
  blocks(): Buffer[] {
    return this.#latest.length === 0 ? [...this.#blocks] : [...this.#blocks, pack(this.#latest)];
  }
}

function pack(members: readonly PlannedMember[]): Buffer {
  return zstdCompressSync(JSON.stringify(members));
}

function unpack(block: Buffer): unknown[] {
  return JSON.parse(zstdDecompressSync(block).toString('utf8')) as unknown[];
}
