/** A speed that follows the last seconds, calm enough to be read. */
export interface Speed {
  /** Milliseconds since the epoch of the last sample. */
  readonly at: number;
  readonly bytes: number;
  /** Null until two samples lie apart. */
  readonly bytesPerSecond: number | null;
}

/** The time over which an old speed fades to a third. */
const fading = 4000;

/** The speed after one more sample. Fewer bytes than before mean that the transfer began anew. */
export function sampleSpeed(speed: Speed | null, bytes: number, at: number): Speed {
  if (speed === null || bytes < speed.bytes) return { at, bytes, bytesPerSecond: null };
  const elapsed = at - speed.at;
  if (elapsed <= 0) return speed;
  const latest = ((bytes - speed.bytes) * 1000) / elapsed;
  const weight = 1 - Math.exp(-elapsed / fading);
  const before = speed.bytesPerSecond ?? latest;
  return { at, bytes, bytesPerSecond: before + (latest - before) * weight };
}

/** Milliseconds until the end at this speed; null where nothing sensible can be said. */
export function timeLeft(speed: Speed | null, doneBytes: number, totalBytes: number | null): number | null {
  if (totalBytes === null || speed?.bytesPerSecond == null || speed.bytesPerSecond < 1) return null;
  return (Math.max(0, totalBytes - doneBytes) * 1000) / speed.bytesPerSecond;
}
