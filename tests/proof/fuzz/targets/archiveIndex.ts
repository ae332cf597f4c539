import { isDeepStrictEqual } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import {
  type ArchiveIndex,
  decodeIndex,
  decodeTrailer,
  encodeTrailer,
} from '../../../../src/crypto/archiveIndex.ts';
import { IndexWriter } from '../../../../src/crypto/indexWriter.ts';
import { type CreateTarget, must } from '../target.ts';

const id = 'ab'.repeat(16);
const summary = { v: 1, name: 'n', id, created: 'then', host: 'h', user: 'u', entries: 1, bytes: 3 };
const entry = { path: 'a/b', type: 'file', size: 3, mtime: 1.5, mode: 420, offset: 512 };
const text = (...lines: object[]) =>
  Buffer.from(`z${lines.map((line) => `${JSON.stringify(line)}\n`).join('')}`);

/** An index: as text to be compressed after a `z`, else as it is, with a trailer before it. Read, and written, it stays the same. */
export const create: CreateTarget = () => ({
  seeds: [
    text(summary, entry),
    text(
      summary,
      { ...entry, type: 'symlink', target: 't', changed: true },
      { frame: [0, 0] },
      { frame: [4_194_304, 99] },
    ),
    text(summary),
    Buffer.concat([
      Buffer.from('r'),
      encodeTrailer(0, 20),
      zstdCompressSync(text(summary, entry).subarray(1)),
    ]),
  ],
  dictionary: [
    '\n',
    '{"frame":[0,0]}\n',
    '"target":"x"',
    '"changed":true',
    '"type":"link"',
    '1e300',
    '-0',
    'SCAIDX\x01',
  ],
  maximumLength: 4096,
  async run(input) {
    const isText = input[0] === 0x7a;
    const rest = input.subarray(1);
    const trailer = isText ? null : decodeTrailer(rest.subarray(0, 24), 1000);
    if (trailer) must(trailer.offset + trailer.length === 976, 'a trailer that does not fit');
    const index = await decodeIndex(isText ? zstdCompressSync(rest) : rest.subarray(24));
    if (index === null) return;
    const again = await decodeIndex(await encode(index));
    must(again !== null, 'an index that cannot be read once it is written');
    must(isDeepStrictEqual(withoutTimes(again), withoutTimes(index)), 'another index once it is written');
    again.entries.forEach(({ mtime }, at) => {
      const before = index.entries[at]?.mtime ?? 0;
      must(Math.abs(mtime - before) <= Math.abs(before) * 1e-15, 'another time once it is written');
    });
  },
});

function encode({ summary: told, entries, frames }: ArchiveIndex): Promise<Buffer> {
  const writer = new IndexWriter();
  for (const { mtime, offset, changed = false, target, ...rest } of entries) {
    const member = {
      ...rest,
      mtimeMs: mtime * 1000,
      uid: 0,
      gid: 0,
      ...(target === undefined ? {} : { target }),
    };
    writer.addMember({ member, offset, isChanged: changed });
  }
  for (const frame of frames) writer.addFrame(frame);
  return writer.encode(told);
}

function withoutTimes({ summary: told, entries, frames }: ArchiveIndex): object {
  // A flag that is down is not written.
  return {
    told,
    frames,
    entries: entries.map(({ mtime: _, changed, ...rest }) => ({ ...rest, changed: changed === true })),
  };
}
