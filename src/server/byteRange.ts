/** Part of an archive; `end` is the first byte after it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a `Range` header asks for of `size` bytes (RFC 9110, section 14). `whole`: there is no header, or one that
 * is malformed, in another unit, or for several ranges, all of which a server may answer with everything.
 */
export function byteRangeOf(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first, last] = /^bytes=[\t ]*(\d*)-(\d*)[\t ]*$/i.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return 'whole';
  if (first === '') {
    const length = Number(last);
    if (length === 0) return 'unsatisfiable';
    // A range of no bytes cannot be written in a Content-Range.
    return size === 0 ? 'whole' : { start: Math.max(0, size - length), end: size };
  }
  const start = Number(first);
  if (last !== '' && isLess(last, first)) return 'whole';
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size : Math.min(size, Number(last) + 1) };
}

/** Compares decimal numbers of any length. */
function isLess(one: string, other: string): boolean {
  return BigInt(one) < BigInt(other);
}
