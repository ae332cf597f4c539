import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the part of the heap for new objects as large as it has become by now. V8 would let it grow to 128 MiB where
 * much is short-lived, as names and numbers of a million files are, and fifty transfers at once; a transfer gains
 * nothing by that, because its bytes are elsewhere.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
