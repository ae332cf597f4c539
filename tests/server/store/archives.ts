import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { Upload } from '@tus/server';
import type { ArchiveStore, Naming, StoredArchive } from '../../../src/server/store/store.ts';

/** A sealed archive as far as a server looks: an envelope of that id, and random bytes. */
export function sealedArchive(bodyLength: number, { id = randomBytes(16), slots = 40 } = {}): Buffer {
  return Buffer.concat([envelopeOf(id, slots), randomBytes(bodyLength)]);
}

/** An envelope of that id, with random slots. */
export function envelopeOf(id: Buffer, slots = 40): Buffer {
  const head = Buffer.from('895343410d0a1a0a01000000', 'hex');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(slots);
  return Buffer.concat([head, id, length, randomBytes(slots + 32)]);
}

export async function put(
  store: ArchiveStore,
  owner: string,
  name: string,
  bytes: Buffer,
  naming: Naming = {},
): Promise<StoredArchive> {
  const writer = await store.create(owner, name, bytes.length, naming);
  await writer.write(bytes.subarray(0, 10));
  await writer.write(bytes.subarray(10));
  return writer.commit().catch(async (error: unknown) => {
    await writer.abort();
    throw error;
  });
}

/** The bytes of an archive, or of a range of it; undefined without the archive. */
export async function get(
  store: ArchiveStore,
  owner: string,
  name: string,
  range?: { start: number; end: number },
): Promise<Buffer | undefined> {
  const reader = await store.open(owner, name);
  if (reader === null) return undefined;
  try {
    const { start, end } = range ?? { start: 0, end: reader.archive.size };
    const bytes = Buffer.alloc(end - start);
    const read = reader.readRange({ start, end });
    // Not in one piece, as no handler does.
    const first = await read(bytes.subarray(0, Math.ceil(bytes.length / 3)));
    const second = await read(bytes.subarray(first));
    return bytes.subarray(0, first + second);
  } finally {
    await reader.close();
  }
}

export async function names(store: ArchiveStore, owner: string): Promise<string[]> {
  return (await store.list(owner, { limit: 1000 })).archives.map(({ name }) => name);
}

/** Begins a resumable upload, and gives its id. */
export async function beginUpload(
  store: ArchiveStore,
  owner: string,
  name: string,
  size: number,
  naming: Naming = {},
): Promise<string> {
  const id = randomBytes(16).toString('hex');
  const uploads = await store.uploads(owner);
  const upload = new Upload({ id, size, offset: 0, metadata: { filename: name } });
  await uploads.begin(upload, naming);
  return id;
}

/** Goes on with it from where it is, as one request that ends well or, at its end, is cut. */
export async function append(
  store: ArchiveStore,
  owner: string,
  id: string,
  bytes: Buffer,
  end: 'whole' | 'cut' = 'whole',
): Promise<number> {
  const { dataStore } = await store.uploads(owner);
  const { offset } = await dataStore.getUpload(id);
  let isSent = false;
  const request = new Readable({
    highWaterMark: 1,
    read() {
      // A copy: what has been received is given back at once.
      if (!isSent) this.push(Buffer.from(bytes));
      else if (end === 'whole') this.push(null);
      else this.destroy();
      isSent = true;
    },
  });
  return dataStore.write(request, id, offset);
}

export async function offsetOf(store: ArchiveStore, owner: string, id: string): Promise<number> {
  return (await (await store.uploads(owner)).dataStore.getUpload(id)).offset;
}
