import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { systemCode } from '../../common/errors.ts';
import { Pace } from '../../common/pace.ts';
import { compressedLength } from '../zstd/frames.ts';
import type { ArchivePlan } from './layout.ts';

const probeLength = 64 * 1024;
const mostProbes = 64;

/** Where something is read to see how well it compresses. */
interface Probe {
  readonly source: string;
  readonly position: number;
}

/**
 * The part of its bytes that remains when a plan is compressed, from 0 to 1, as 64 pieces of 64 KiB tell, spread evenly
 * over the files; what cannot be read tells nothing.
 *
 * @throws the reason of an aborted signal
 */
export async function compressedPart(plan: ArchivePlan, signal?: AbortSignal): Promise<number> {
  let plain = 0;
  let compressed = 0;
  for (const probe of await probesOf(plan)) {
    signal?.throwIfAborted();
    const piece = await readProbe(probe);
    plain += piece.length;
    compressed += Math.min(piece.length, await compressedLength(piece));
  }
  return plain === 0 ? 1 : compressed / plain;
}

async function probesOf({ members, bytes }: ArchivePlan): Promise<Probe[]> {
  const count = Math.min(mostProbes, Math.ceil(bytes / probeLength));
  const step = bytes / count;
  const probes: Probe[] = [];
  const pace = new Pace();
  let offset = 0;
  for (const { type, source, size } of members) {
    if (pace.isTired) await pace.breathe();
    if (type !== 'file') continue;
    for (let next = probes.length * step; next < offset + size; next = probes.length * step) {
      // So that a whole piece is read wherever the file is long enough.
      const position = Math.max(0, Math.min(Math.floor(next) - offset, size - probeLength));
      probes.push({ source, position });
      if (probes.length === count) return probes;
    }
    offset += size;
  }
  return probes;
}

async function readProbe({ source, position }: Probe): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(source, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(probeLength), 0, probeLength, position);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    // It is reported when it is stored.
    return Buffer.alloc(0);
  } finally {
    // Nothing is lost where closing fails what was only read.
    await file?.close().catch(() => {});
  }
}
