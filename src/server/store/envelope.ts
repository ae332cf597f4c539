/** Of every sealed archive (docs/archive-format.md): nothing else of it matters to a server. */
const magic = Buffer.from('895343410d0a1a0a', 'hex');
const version = 1;
/** Magic, version, content, reserved and archive id: the payload is bound to these. */
const boundLength = 28;
const macLength = 32;
const maximumSlotsLength = 65_536;

/** Bytes that tell how long the envelope is. */
export const envelopeHeadLength = boundLength + 4;

export const maximumEnvelopeLength = envelopeHeadLength + maximumSlotsLength + macLength;

/** The length of the envelope that begins with `head`; undefined where no envelope does. */
export function envelopeLength(head: Buffer): number | undefined {
  if (head.length < envelopeHeadLength || !head.subarray(0, magic.length).equals(magic)) return undefined;
  const slotsLength = head.readUInt32BE(boundLength);
  if (head[magic.length] !== version || slotsLength > maximumSlotsLength) return undefined;
  return envelopeHeadLength + slotsLength + macLength;
}

/** True when one envelope can stand in the place of the other: of the same archive and the same length. */
export function isInterchangeable(one: Buffer, other: Buffer): boolean {
  return (
    envelopeLength(one) === one.length &&
    one.length === other.length &&
    one.subarray(0, envelopeHeadLength).equals(other.subarray(0, envelopeHeadLength))
  );
}
