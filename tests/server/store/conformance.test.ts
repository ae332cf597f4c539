import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { append, beginUpload, envelopeOf, get, names, offsetOf, put, sealedArchive } from './archives.ts';
import { engines, uploadLifetime } from './engines.ts';

const always = (): boolean => true;
const onlyNew = { onlyNew: true };
const never = (): boolean => false;

/** More than one part of an upload to an object store. */
const manyParts = 6_000_000;

describe.each(engines)('a store of %s', (_name, createEngine) => {
  it.each([
    ['empty', Buffer.alloc(0)],
    ['shorter than any envelope', Buffer.from('short')],
    ['nothing but an envelope', envelopeOf(randomBytes(16))],
    ['cut in its envelope', envelopeOf(randomBytes(16)).subarray(0, 50)],
    ['sealed', sealedArchive(100_000)],
    ['of another kind', randomBytes(100_000)],
    ['as long as many parts', sealedArchive(manyParts)],
  ])('gives back an archive that is %s', async (_kind, bytes) => {
    const { store } = await createEngine();
    expect(await put(store, 'alice', 'a.enc', bytes)).toMatchObject({ name: 'a.enc', size: bytes.length });
    expect((await get(store, 'alice', 'a.enc'))?.equals(bytes)).toBe(true);
  });

  it('gives any range of an archive', async () => {
    const { store } = await createEngine();
    const bytes = sealedArchive(100_000);
    await put(store, 'alice', 'a.enc', bytes);
    const ends = [0, 1, 31, 103, 104, 105, 70_000, bytes.length - 1, bytes.length];
    for (const start of ends) {
      for (const end of ends.filter((place) => place > start)) {
        const range = await get(store, 'alice', 'a.enc', { start, end });
        expect(range?.equals(bytes.subarray(start, end)), `${start} to ${end}`).toBe(true);
      }
    }
  });

  it('lists the newest first, by pages that uploads in between do not shift', async () => {
    const { store } = await createEngine();
    expect(await store.list('alice', { limit: 10 })).toEqual({ archives: [], next: null });
    for (const name of ['a', 'c', 'b']) await put(store, 'alice', name, Buffer.from(name));
    const first = await store.list('alice', { limit: 2 });
    const newest = first.archives.map(({ name }) => name);
    await put(store, 'alice', 'd', Buffer.from('d'));
    const second = await store.list('alice', { limit: 2, cursor: first.next ?? '' });
    expect([...newest, ...second.archives.map(({ name }) => name)].toSorted()).toEqual(['a', 'b', 'c']);
    expect(second.next).toBeNull();
    const { archives } = await store.list('alice', { limit: 10 });
    const times = archives.map(({ uploadedAt }) => uploadedAt.getTime());
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    await expect(store.list('alice', { limit: 10, cursor: 'made up' })).rejects.toMatchObject({
      status: 400,
    });
  });

  it('keeps what is open as it was, whatever happens to it', async () => {
    const { store } = await createEngine();
    const [old, other] = [sealedArchive(300_000), sealedArchive(200_000)];
    await put(store, 'alice', 'a.enc', old);
    const readers = [await store.open('alice', 'a.enc')];
    await put(store, 'alice', 'a.enc', other);
    readers.push(await store.open('alice', 'a.enc'));
    await store.replaceEnvelope('alice', 'a.enc', always, envelopeOf(other.subarray(12, 28)));
    await store.delete('alice', 'a.enc', always);
    for (const [at, expected] of [old, other].entries()) {
      const reader = readers[at];
      const bytes = Buffer.alloc(expected.length);
      expect(await reader?.readRange({ start: 0, end: bytes.length })(bytes)).toBe(bytes.length);
      expect(bytes.equals(expected)).toBe(true);
      await reader?.close();
    }
    expect(await store.open('alice', 'a.enc')).toBeNull();
  });

  it('shows an upload when it is committed, and nothing of one that is given up', async () => {
    const { store, again } = await createEngine();
    await put(store, 'alice', 'a.enc', Buffer.from('the old one'));
    const bytes = randomBytes(200_000);
    for (const end of ['abort', 'commit'] as const) {
      const writer = await store.create('alice', 'a.enc', bytes.length);
      await writer.write(bytes);
      expect(await get(store, 'alice', 'a.enc')).toEqual(Buffer.from('the old one'));
      await writer[end]();
    }
    const later = await again();
    expect((await get(later, 'alice', 'a.enc'))?.equals(bytes)).toBe(true);
    expect(await names(later, 'alice')).toEqual(['a.enc']);
  });

  it('takes less than was announced, as base64 does', async () => {
    const { store } = await createEngine();
    const writer = await store.create('alice', 'a.enc', 102);
    await writer.write(randomBytes(100));
    expect(await writer.commit()).toMatchObject({ size: 100 });
    expect(await get(store, 'alice', 'a.enc')).toHaveLength(100);
  });

  it('deletes an archive that is what the caller thinks', async () => {
    const { store } = await createEngine();
    await expect(store.delete('alice', 'a.enc', always)).rejects.toMatchObject({ status: 404 });
    const { version } = await put(store, 'alice', 'a.enc', Buffer.from('first'));
    await put(store, 'alice', 'a.enc', Buffer.from('second'));
    const unchanged = (current: string): boolean => current === version;
    await expect(store.delete('alice', 'a.enc', unchanged)).rejects.toMatchObject({ status: 412 });
    await store.delete('alice', 'a.enc', always);
    expect(await names(store, 'alice')).toEqual([]);
  });

  it('replaces the envelope and nothing else', async () => {
    const { store, again } = await createEngine();
    const bytes = sealedArchive(manyParts);
    const before = await put(store, 'alice', 'a.enc', bytes);
    const envelope = envelopeOf(bytes.subarray(12, 28));
    const after = await store.replaceEnvelope('alice', 'a.enc', always, envelope);
    expect(after.version).not.toBe(before.version);
    expect(after).toMatchObject({ size: bytes.length, sha256: null });
    const expected = Buffer.concat([envelope, bytes.subarray(envelope.length)]);
    expect((await get(await again(), 'alice', 'a.enc'))?.equals(expected)).toBe(true);
  });

  it('refuses an envelope of another archive, of another length, or for what has none', async () => {
    const { store } = await createEngine();
    const id = randomBytes(16);
    const replace = (name: string, envelope: Buffer, holds = always) =>
      store.replaceEnvelope('alice', name, holds, envelope);
    await expect(replace('a.enc', envelopeOf(id))).rejects.toMatchObject({ status: 404 });
    const bytes = sealedArchive(1000, { id });
    await put(store, 'alice', 'a.enc', bytes);
    await put(store, 'alice', 'plain', randomBytes(1000));
    await expect(replace('a.enc', envelopeOf(id), never)).rejects.toMatchObject({ status: 412 });
    await expect(replace('a.enc', envelopeOf(randomBytes(16)))).rejects.toMatchObject({ status: 409 });
    await expect(replace('a.enc', envelopeOf(id, 41))).rejects.toMatchObject({ status: 409 });
    await expect(replace('plain', envelopeOf(id))).rejects.toMatchObject({ status: 409 });
    expect((await get(store, 'alice', 'a.enc'))?.equals(bytes)).toBe(true);
  });

  it('counts what an account takes up', async () => {
    const { store } = await createEngine();
    await put(store, 'alice', 'a', randomBytes(1000));
    await put(store, 'alice', 'b', randomBytes(500));
    await put(store, 'alice', 'b', randomBytes(700));
    const id = await beginUpload(store, 'alice', 'c', 50);
    const counted = { archives: 2, archiveBytes: 1700, uploads: 1, uploadBytes: 50 };
    expect(await store.usage('alice')).toEqual(counted);
    await append(store, 'alice', id, randomBytes(50));
    await (await store.uploads('alice')).finish(id);
    await store.delete('alice', 'a', always);
    expect(await store.usage('alice')).toEqual({
      archives: 2,
      archiveBytes: 750,
      uploads: 0,
      uploadBytes: 0,
    });
    expect(await store.usage('bob')).toEqual({ archives: 0, archiveBytes: 0, uploads: 0, uploadBytes: 0 });
  });

  it('keeps accounts apart', async () => {
    const { store } = await createEngine();
    await put(store, 'alice', 'a.enc', Buffer.from('of alice'));
    await put(store, 'bob', 'a.enc', Buffer.from('of bob'));
    const id = await beginUpload(store, 'alice', 'b.enc', 10);
    await expect(offsetOf(store, 'bob', id)).rejects.toMatchObject({ status_code: 404 });
    await store.delete('bob', 'a.enc', always);
    expect(await names(store, 'bob')).toEqual([]);
    expect(await get(store, 'alice', 'a.enc')).toEqual(Buffer.from('of alice'));
  });

  it('goes on with a resumable upload, also after another start, and shows it when it is complete', async () => {
    const { store, again } = await createEngine();
    const bytes = sealedArchive(manyParts);
    const id = await beginUpload(store, 'alice', 'a.enc', bytes.length);
    const ends = [20, 70_000, 5_500_000, 5_500_001];
    let start = 0;
    for (const end of ends) {
      expect(await append(store, 'alice', id, bytes.subarray(start, end))).toBe(end);
      start = end;
    }
    expect(await names(store, 'alice')).toEqual([]);
    const other = await again();
    expect(await offsetOf(other, 'alice', id)).toBe(start);
    await append(other, 'alice', id, bytes.subarray(start));
    expect(await (await other.uploads('alice')).finish(id)).toBe(true);
    expect((await get(other, 'alice', 'a.enc'))?.equals(bytes)).toBe(true);
  });

  it('tells of a finished upload for a while, and does not finish it twice', async () => {
    const { store } = await createEngine();
    const id = await beginUpload(store, 'alice', 'a.enc', 0);
    const uploads = await store.uploads('alice');
    expect([await uploads.finish(id), await uploads.finish(id)]).toEqual([true, false]);
    const other = await beginUpload(store, 'alice', 'b.enc', 5);
    await append(store, 'alice', other, Buffer.from('bytes'));
    await uploads.finish(other);
    expect(await offsetOf(store, 'alice', other)).toBe(5);
    await expect(uploads.dataStore.remove(other)).rejects.toMatchObject({ status: 409 });
    expect(await names(store, 'alice')).toHaveLength(2);
  });

  it.each([10, 3_000_000, 5_500_000])(
    'keeps all %i bytes that arrived before the connection was cut',
    async (length) => {
      const { store, again } = await createEngine();
      const bytes = sealedArchive(manyParts);
      const id = await beginUpload(store, 'alice', 'a.enc', bytes.length);
      await append(store, 'alice', id, bytes.subarray(0, length), 'cut').catch(() => undefined);
      const other = await again();
      expect(await offsetOf(other, 'alice', id)).toBe(length);
      await append(other, 'alice', id, bytes.subarray(length));
      await (await other.uploads('alice')).finish(id);
      expect((await get(other, 'alice', 'a.enc'))?.equals(bytes)).toBe(true);
    },
  );

  it('refuses more bytes than were announced', async () => {
    const { store } = await createEngine();
    const id = await beginUpload(store, 'alice', 'a.enc', 10);
    await expect(append(store, 'alice', id, randomBytes(11))).rejects.toMatchObject({ status: 413 });
    expect(await offsetOf(store, 'alice', id)).toBe(0);
  });

  it('forgets an upload that is given up, or that nobody goes on with', async () => {
    const { store, pass } = await createEngine();
    const { dataStore } = await store.uploads('alice');
    const [first, second, third] = [
      await beginUpload(store, 'alice', 'a', 100),
      await beginUpload(store, 'alice', 'b', 100),
      await beginUpload(store, 'alice', 'c', 100),
    ];
    await append(store, 'alice', first, randomBytes(50));
    await dataStore.remove(first);
    await expect(offsetOf(store, 'alice', first)).rejects.toMatchObject({ status_code: 404 });
    await pass(uploadLifetime - 60_000);
    await offsetOf(store, 'alice', second);
    await pass(120_000);
    await expect(offsetOf(store, 'alice', third)).rejects.toMatchObject({ status_code: 410 });
    await store.removeExpiredUploads();
    expect(await store.usage('alice')).toMatchObject({ uploads: 1 });
    expect(await offsetOf(store, 'alice', second)).toBe(0);
  });

  it('shows one of many that write the same archive at the same time, whole', async () => {
    const { store } = await createEngine();
    const contents = Array.from({ length: 12 }, () => sealedArchive(50_000));
    await Promise.all(contents.map((bytes) => put(store, 'alice', 'a.enc', bytes)));
    const last = await get(store, 'alice', 'a.enc');
    expect(contents.filter((bytes) => last?.equals(bytes))).toHaveLength(1);
    expect(await store.usage('alice')).toMatchObject({ archives: 1, archiveBytes: last?.length });
  });

  it('gives one of many that must not replace anything the name, whichever way they come', async () => {
    const { store } = await createEngine();
    const racers = Array.from({ length: 20 }, (_, number) => ({
      number,
      bytes: sealedArchive(1000 + number),
    }));
    const results = await Promise.allSettled(
      racers.map(async ({ number, bytes }) => {
        if (number % 3 > 0) return put(store, 'alice', 'a.enc', bytes, onlyNew);
        const id = await beginUpload(store, 'alice', 'a.enc', bytes.length, onlyNew);
        await append(store, 'alice', id, bytes);
        return (await store.uploads('alice')).finish(id);
      }),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.status] : []));
    expect(refused).toEqual(Array.from({ length: 19 }, () => 412));
    const winner = racers[results.findIndex(({ status }) => status === 'fulfilled')];
    expect((await get(store, 'alice', 'a.enc'))?.equals(winner?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(await store.usage('alice')).toMatchObject({ archives: 1, uploads: 0 });
  });

  it('keeps a name for an upload that must not replace anything, until that is over', async () => {
    const { store, again } = await createEngine();
    const id = await beginUpload(store, 'alice', 'a.enc', 5, onlyNew);
    await beginUpload(store, 'bob', 'a.enc', 5, onlyNew);
    const other = await again();
    for (const attempt of [
      () => beginUpload(other, 'alice', 'a.enc', 5, onlyNew),
      () => put(other, 'alice', 'a.enc', Buffer.from('other'), onlyNew),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 412 });
    await (await other.uploads('alice')).dataStore.remove(id);
    const next = await beginUpload(other, 'alice', 'a.enc', 5, onlyNew);
    await append(other, 'alice', next, Buffer.from('bytes'));
    await (await other.uploads('alice')).finish(next);
    expect(await get(other, 'alice', 'a.enc')).toEqual(Buffer.from('bytes'));
    await expect(beginUpload(other, 'alice', 'a.enc', 5, onlyNew)).rejects.toMatchObject({ status: 412 });
  });

  it('takes what must not replace anything for an archive neither now nor after another start', async () => {
    const { store, again } = await createEngine();
    const id = await beginUpload(store, 'alice', 'a.enc', 5, onlyNew);
    // As servers of the base level let it happen, and clients of theirs.
    await put(store, 'alice', 'a.enc', Buffer.from('came first'));
    await append(store, 'alice', id, Buffer.from('bytes'));
    await expect((await store.uploads('alice')).finish(id)).rejects.toMatchObject({ status: 412 });
    const other = await again();
    await expect((await other.uploads('alice')).finish(id)).rejects.toMatchObject({ status: 412 });
    expect(await get(other, 'alice', 'a.enc')).toEqual(Buffer.from('came first'));
    await (await other.uploads('alice')).dataStore.remove(id);
    expect(await other.usage('alice')).toMatchObject({ archives: 1, uploads: 0 });
  });

  it('lets one of many change an archive that is of a version', async () => {
    const { store } = await createEngine();
    const bytes = sealedArchive(1000);
    const { version } = await put(store, 'alice', 'a.enc', bytes);
    const unchanged = (current: string): boolean => current === version;
    const envelope = (): Buffer => envelopeOf(bytes.subarray(12, 28));
    const changes = await Promise.allSettled([
      store.delete('alice', 'a.enc', unchanged),
      ...Array.from({ length: 5 }, () => store.replaceEnvelope('alice', 'a.enc', unchanged, envelope())),
      store.delete('alice', 'a.enc', unchanged),
    ]);
    const refused = changes.flatMap((change) => (change.status === 'rejected' ? [change.reason.status] : []));
    expect(refused).toHaveLength(changes.length - 1);
    expect([404, 412]).toEqual(expect.arrayContaining(refused));
  });
});
