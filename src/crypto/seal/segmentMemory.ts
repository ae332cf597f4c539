import { floe } from '../payload.ts';

/** Memory of sealed segments, used again as soon as one has been sent. */
export class SegmentMemory {
  readonly #free: Buffer[] = [];

  /** Memory for one segment; what is in it has no meaning. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(floe.encryptedSegmentLength);
  }

  /** Takes memory back that nobody looks at any more. @param bytes of a segment, or any others */
  give({ buffer }: Uint8Array): void {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === floe.encryptedSegmentLength)
      this.#free.push(Buffer.from(buffer));
  }
}
