import { frameLength } from '../zstd/frames.ts';
import { SegmentBuffer } from './segmentBuffer.ts';

/** So many frames are compressed at the same time, each on a thread; or one less, while another one is filled. */
export const framesAtATime = 3;

/** Collects bytes into frames that stay as they are until so many more were handed out. */
export function frameBuffer(): SegmentBuffer {
  return new SegmentBuffer(frameLength, 0, framesAtATime);
}
