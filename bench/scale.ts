const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
const gibibyte = 1024 * mebibyte;

/** How large everything is that is measured. */
export interface Scale {
  /** Bytes of the one large file, and of the text. */
  readonly fileBytes: number;
  readonly smallFiles: number;
  readonly smallFileBytes: number;
  readonly archives: number;
  readonly archiveBytes: number;
  /** Archives on the server when it is listed. */
  readonly listed: number;
  /** Bytes of single files, and numbers of files, over which the cost is fitted. */
  readonly growthBytes: readonly number[];
  readonly growthEntries: readonly number[];
  /** Bytes of single files whose memory is compared. */
  readonly memoryBytes: readonly number[];
  readonly memoryEntries: number;
  readonly uploadsAtOnce: number;
  readonly atOnceBytes: number;
  /** How long the screens are left alone. */
  readonly idleSeconds: number;
}

export const scales = {
  '1GiB': {
    fileBytes: gibibyte,
    smallFiles: 10_000,
    smallFileBytes: 16 * kibibyte,
    archives: 200,
    archiveBytes: 4 * kibibyte,
    listed: 100,
    growthBytes: [gibibyte, 4 * gibibyte, 16 * gibibyte],
    growthEntries: [1_000, 10_000, 100_000],
    memoryBytes: [gibibyte, 20 * gibibyte],
    memoryEntries: 1_000_000,
    uploadsAtOnce: 50,
    atOnceBytes: 32 * mebibyte,
    idleSeconds: 20,
  },
  /** To see that everything works; its numbers mean nothing. */
  small: {
    fileBytes: 16 * mebibyte,
    smallFiles: 200,
    smallFileBytes: 16 * kibibyte,
    archives: 5,
    archiveBytes: 4 * kibibyte,
    listed: 5,
    growthBytes: [8 * mebibyte, 16 * mebibyte, 32 * mebibyte],
    growthEntries: [50, 100, 200],
    memoryBytes: [16 * mebibyte, 64 * mebibyte],
    memoryEntries: 2_000,
    uploadsAtOnce: 5,
    atOnceBytes: mebibyte,
    idleSeconds: 2,
  },
} as const satisfies Record<string, Scale>;
