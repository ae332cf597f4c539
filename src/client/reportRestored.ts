import type { TransferOptions } from './types.ts';

/** Of a part of an archive, the bytes of the files are told: how much of the archive holds them is not known. */
export function reportRestored({ onProgress }: TransferOptions) {
  return (doneBytes: number, totalBytes: number) =>
    onProgress?.({ stage: 'restoring', doneBytes, totalBytes });
}
