const mebibyte = 1024 * 1024;

/** A size in whole binary units. */
export function describeBytes(bytes: number): string {
  return bytes >= 1024 * mebibyte ? `${bytes / 1024 / mebibyte} GiB` : `${bytes / mebibyte} MiB`;
}
