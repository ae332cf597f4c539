import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap small, of which a transfer gains nothing, because its bytes are elsewhere. V8 would let the part for new
 * objects grow to 128 MiB where much is short-lived, as names and numbers of a million files are, and fifty transfers
 * at once: it stays as large as it has become by now. The rest is collected when it has grown by a third, rather than to
 * several times what is in use: a connection that is gone keeps its memory of OpenSSL until it is collected.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
}
