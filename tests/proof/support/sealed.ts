const slotsLength = 1984;

/** What looks like an envelope to a server, with anything for its slots: all of the same archive. */
export function envelope(fill: number): Buffer {
  const bytes = Buffer.alloc(32 + slotsLength + 32, fill);
  bytes.set(Buffer.from('895343410d0a1a0a01000000', 'hex'));
  bytes.fill(7, 12, 28);
  bytes.writeUInt32BE(slotsLength, 28);
  return bytes;
}

const payload = Buffer.alloc(300_000, 'sealed');

/** An archive as it looks to a server. */
export function sealed(fill: number): Buffer {
  return Buffer.concat([envelope(fill), payload]);
}
