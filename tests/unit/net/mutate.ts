/** Numbers that depend on the seed alone: mulberry32. Each call gives one from 0 up to `limit`, exclusive. */
export function createRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

type Random = ReturnType<typeof createRandom>;

/** What breaks parsers. */
const nasty = [
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  '\0',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '0',
  '-1',
  '\xff',
  '\x7f',
  'ffffffffffffffff',
]
  .concat([
    '9007199254740992',
    'HTTP/1.1 100 X\r\n\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Content-Length: 5\r\n',
  ])
  .map((text) => Buffer.from(text, 'latin1'));

/** A response with one to four things wrong with it. */
export function mutate(corpus: readonly Buffer[], random: Random): Buffer {
  let bytes = pick(corpus, random);
  for (let count = 1 + random(4); count > 0; count -= 1) {
    // Most status lines are left alone, as most others are refused at once.
    const start = random(8) === 0 ? 0 : bytes.indexOf(0x0a) + 1;
    const at = start + random(bytes.length - start + 1);
    const end = Math.min(bytes.length, at + random(16));
    const replacement = replacementFor(bytes.subarray(at, end), corpus, random);
    bytes = Buffer.concat([bytes.subarray(0, at), replacement, bytes.subarray(end)]);
  }
  return bytes;
}

function replacementFor(bytes: Buffer, corpus: readonly Buffer[], random: Random): Buffer {
  switch (random(6)) {
    case 0:
      return Buffer.alloc(0);
    case 1:
      return Buffer.concat([bytes, bytes]);
    case 2:
      return Buffer.from(bytes.map((byte) => byte ^ (1 << random(8))));
    case 3:
      return Buffer.from(bytes.map(() => random(256)));
    case 4: {
      const other = pick(corpus, random);
      const start = random(other.length);
      return other.subarray(start, start + random(64));
    }
    default:
      return pick(nasty, random);
  }
}

/** Up to four places to split some bytes at. */
export function randomOffsets(length: number, random: Random): number[] {
  return Array.from({ length: random(5) }, () => random(length + 1));
}

function pick(buffers: readonly Buffer[], random: Random): Buffer {
  return buffers[random(buffers.length)] ?? Buffer.alloc(0);
}
