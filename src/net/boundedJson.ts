/** Nothing that is asked for goes deeper. */
const maximumDepth = 32;
/** As objects in memory, values take up to a hundred times the bytes that they have as text. */
const maximumValues = 500_000;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * Parses JSON (RFC 8259) of whoever sent it: one that would burst in memory is refused before it is parsed.
 *
 * @throws {RangeError} when it has too many values, or goes too deep; `SyntaxError` when it is no JSON
 */
export function parseBoundedJson(bytes: Buffer): unknown {
  let depth = 0;
  let values = 0;
  for (let offset = 0; offset < bytes.length; offset += 1) {
    const byte = bytes[offset] ?? 0;
    if (byte === quote) offset = endOfString(bytes, offset);
    else if (closing.has(byte)) depth -= 1;
    else if (byte === comma || opening.has(byte)) {
      values += 1;
      if (byte !== comma) depth += 1;
      if (depth > maximumDepth) throw new RangeError('JSON that goes too deep');
      if (values > maximumValues) throw new RangeError('JSON of too many values');
    }
  }
  return JSON.parse(bytes.toString('utf8'));
}

/** Where the quote is that ends the string. */
function endOfString(bytes: Buffer, start: number): number {
  let offset = start + 1;
  while (offset < bytes.length && bytes[offset] !== quote) offset += bytes[offset] === backslash ? 2 : 1;
  return offset;
}
