import { underFreeName } from '../freeName.ts';
import { telltaleLength } from '../ownArchive.ts';
import { Backoff } from '../retry.ts';
import { sendAtOnce } from '../sendAtOnce.ts';
import type { Session } from '../session.ts';
import type { UploadOptions, UploadResult } from '../types.ts';
import type { PlannedUpload } from './beginUpload.ts';

/** To send as many bytes again costs less than to keep account of them. */
export const smallArchive = 1024 * 1024;
/** To compress less takes longer than to send it. */
const worthCompressing = 64 * 1024;

/**
 * Sends an archive that is small enough to begin again: sealed in memory, compressed where that is worth it, in one
 * request, as often as it takes. A server that is known to replace an archive by one of the same name, or to refuse it,
 * does not double one that had arrived, though its answer did not; another gets one attempt.
 *
 * @throws {UserError} of the connection, when trying again did not help
 */
export function uploadSmall(
  session: Session,
  planned: PlannedUpload,
  options: UploadOptions,
): Promise<UploadResult> {
  return underFreeName(session, planned.name, (name) => sealAndSend(session, { ...planned, name }, options));
}

async function sealAndSend(
  session: Session,
  { storage, plan, name, created }: PlannedUpload,
  options: UploadOptions,
): Promise<UploadResult> {
  const { signal, compress = session.compress } = options;
  const identity = { name, created, ...(signal ? { signal } : {}) };
  const isCompressed = compress === 'always' || (compress === 'auto' && plan.bytes > worthCompressing);
  const { chunks, report } = isCompressed
    ? storage.sealCompressed(plan, identity)
    : storage.seal(plan, identity);
  const segments: Buffer[] = [];
  for await (const chunk of chunks) segments.push(chunk);
  const begin = Buffer.concat(segments.slice(0, 1)).subarray(0, telltaleLength);
  const size = segments.reduce((total, { length }) => total + length, 0);
  for (const backoff = new Backoff(options); ; ) {
    try {
      await sendAtOnce(session, name, { size, chunks: () => segments, begin }, options);
      return { mode: 'client', name, sealedBytes: size, ...report() };
    } catch (error) {
      if (!session.capabilities.raw) throw error;
      await backoff.failed(error, 0);
    }
  }
}
