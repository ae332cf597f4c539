import { hash, randomBytes } from 'node:crypto';
import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { noMetrics } from '../../../src/server/serverMetrics.ts';
import { PartBuffers } from '../../../src/server/store/objects/partBuffers.ts';
import { hasGateway, s3Client, sharedGateway } from '../../support/gateway.ts';
import { createFaultyFront, type FaultyFront } from '../../support/httpFaults.ts';
import { createObjectEngine, type ObjectEngine } from '../../support/objectEngine.ts';
import { hasPostgres } from '../../support/postgres.ts';
import { createProxy } from '../../support/proxy.ts';
import { append, beginUpload, envelopeOf, get, names, offsetOf, put, sealedArchive } from './archives.ts';

const always = (): boolean => true;

/** More than one part. */
const manyParts = 11_000_000;

/** What lies in the bucket, whoever knows of it. */
async function objectsIn({ bucketName, prefix }: ObjectEngine) {
  const client = s3Client(await sharedGateway());
  onTestFinished(() => client.destroy());
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: bucketName, Prefix: prefix }),
  );
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: bucketName, Prefix: prefix }),
  );
  const read = async (key: string) =>
    client.send(new GetObjectCommand({ Bucket: bucketName, Key: `${prefix}${key}` }));
  return { keys: Contents.map(({ Key = '' }) => Key.slice(prefix.length)), unfinished: Uploads.length, read };
}

/** As if the time of grace of all that nobody names were over. */
async function sweep({ postgres, store }: ObjectEngine): Promise<void> {
  await postgres.run('UPDATE garbage SET due = 0', []);
  await store.removeExpiredUploads();
}

async function frontOfGateway(): Promise<FaultyFront> {
  const front = await createFaultyFront((await sharedGateway()).endpoint);
  onTestFinished(() => front.close());
  return front;
}

describe.skipIf(!hasGateway() || !hasPostgres())('the objects of archives', () => {
  it('are one for the envelope and one for the rest, apart by account, with the name of the archive', async () => {
    const engine = await createObjectEngine();
    const bytes = sealedArchive(1000);
    await put(engine.store, 'alice', 'été.enc', bytes);
    const { keys, read } = await objectsIn(engine);
    expect(keys).toHaveLength(2);
    const parts: Buffer[] = [];
    for (const key of keys.toSorted((one, other) => other.length - one.length)) {
      expect(key).toMatch(/^accounts\/alice\/[0-9a-f-]{36}(\.envelope)?$/);
      const { Body, Metadata } = await read(key);
      expect(Metadata).toEqual({ name: '%C3%A9t%C3%A9.enc' });
      parts.push(Buffer.from((await Body?.transformToByteArray()) ?? []));
    }
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });

  it('are forgotten as uploads when a thousand others became archives since, so that they do not fill the database', async () => {
    const { store, postgres } = await createObjectEngine();
    const first = await beginUpload(store, 'alice', 'a', 0);
    const open = await beginUpload(store, 'alice', 'b', 10);
    const uploads = await store.uploads('alice');
    await uploads.finish(first);
    await postgres.run(
      `INSERT INTO uploads (owner, id, length, metadata, active)
       SELECT 'alice', 'done ' || n, 1, '{}', milliseconds() + 60000 FROM generate_series(1, $1) n`,
      [999],
    );
    expect(await offsetOf(store, 'alice', first)).toBe(0);
    await uploads.finish(await beginUpload(store, 'alice', 'c', 0));
    await expect(offsetOf(store, 'alice', first)).rejects.toMatchObject({ status_code: 404 });
    expect(await offsetOf(store, 'alice', open)).toBe(0);
  });

  it('are deleted once nobody names them any more, and not before open readers have had an hour', async () => {
    const engine = await createObjectEngine();
    const { store } = engine;
    const bytes = sealedArchive(1000);
    await put(store, 'alice', 'a', sealedArchive(10));
    await put(store, 'alice', 'a', bytes);
    await store.replaceEnvelope('alice', 'a', always, envelopeOf(bytes.subarray(12, 28)));
    await put(store, 'alice', 'b', sealedArchive(10));
    await store.delete('alice', 'b', always);
    await store.removeExpiredUploads();
    expect((await objectsIn(engine)).keys).toHaveLength(7);
    await sweep(engine);
    expect((await objectsIn(engine)).keys).toHaveLength(2);
    expect((await get(store, 'alice', 'a'))?.subarray(104).equals(bytes.subarray(104))).toBe(true);
  });

  it('of uploads that nobody goes on with leave nothing, parts included', async () => {
    const engine = await createObjectEngine();
    const { store } = engine;
    // Like a server that is killed in the middle of them.
    const writer = await store.create('alice', 'a', manyParts);
    await writer.write(randomBytes(8_000_000));
    const id = await beginUpload(store, 'alice', 'b', manyParts);
    await append(store, 'alice', id, sealedArchive(8_000_000), 'cut').catch(() => undefined);
    expect(await objectsIn(engine)).toMatchObject({ unfinished: 2 });
    await (await store.uploads('alice')).remove(id);
    await sweep(engine);
    expect(await objectsIn(engine)).toMatchObject({ keys: [], unfinished: 0 });
    await expect(writer.commit()).rejects.toMatchObject({ status: 503 });
    expect(await names(store, 'alice')).toEqual([]);
  });

  it('of a resumable upload are those of its archive once it is complete', async () => {
    const engine = await createObjectEngine();
    const bytes = sealedArchive(manyParts);
    const id = await beginUpload(engine.store, 'alice', 'a', bytes.length);
    await append(engine.store, 'alice', id, bytes.subarray(0, 50), 'cut').catch(() => undefined);
    await append(engine.store, 'alice', id, bytes.subarray(50));
    await (await engine.store.uploads('alice')).finish(id);
    await sweep(engine);
    const { keys, unfinished } = await objectsIn(engine);
    expect([keys.length, unfinished]).toEqual([2, 0]);
    const rows = await engine.postgres.query('SELECT key FROM garbage', [], z.object({ key: z.string() }));
    expect(rows).toEqual([]);
  });

  it('cost as many calls as the document about scaling says', async () => {
    const calls: string[] = [];
    const metrics = { ...noMetrics, storeCall: ({ call }: { call: string }) => calls.push(call) };
    const { store } = await createObjectEngine({ metrics });
    const cost = async (work: () => Promise<unknown>): Promise<string[]> => {
      calls.length = 0;
      await work();
      return calls.toSorted();
    };
    const [small, large] = [sealedArchive(1000), sealedArchive(manyParts)];
    expect(await cost(() => put(store, 'alice', 'a', small))).toEqual(['put', 'put']);
    expect(await cost(() => get(store, 'alice', 'a'))).toEqual(['get', 'get']);
    const envelope = envelopeOf(small.subarray(12, 28));
    expect(await cost(() => store.replaceEnvelope('alice', 'a', always, envelope))).toEqual(['get', 'put']);
    expect(await cost(() => store.list('alice', { limit: 10 }))).toEqual([]);
    expect(await cost(() => store.delete('alice', 'a', always))).toEqual([]);
    const parts = ['upload-part', 'upload-part', 'upload-part'];
    const inParts = ['complete-multipart', 'create-multipart', 'put', ...parts];
    expect(await cost(() => put(store, 'alice', 'b', large))).toEqual(inParts);
  });

  it('have a known SHA-256 when they came through one server', async () => {
    const engine = await createObjectEngine();
    const { store } = engine.another();
    const bytes = sealedArchive(100_000);
    const upload = async (other: ObjectEngine['store']): Promise<string | null | undefined> => {
      const id = await beginUpload(store, 'alice', 'a', bytes.length);
      await append(store, 'alice', id, bytes.subarray(0, 1000));
      await append(other, 'alice', id, bytes.subarray(1000));
      await (await other.uploads('alice')).finish(id);
      return (await store.list('alice', { limit: 10 })).archives[0]?.sha256;
    };
    expect(await upload(store)).toBe(hash('sha256', bytes));
    expect(await upload(engine.store)).toBeNull();
    expect((await put(store, 'alice', 'a', bytes)).sha256).toBe(hash('sha256', bytes));
  });

  it('are written by one of two servers that go on with the same upload', async () => {
    const engine = await createObjectEngine();
    const { store } = engine.another();
    const bytes = sealedArchive(manyParts);
    const id = await beginUpload(store, 'alice', 'a', bytes.length);
    const both = await Promise.allSettled(
      [engine.store, store].map((one) => append(one, 'alice', id, bytes)),
    );
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason.status] : []));
    expect(refused).toEqual([409]);
    await (await store.uploads('alice')).finish(id);
    expect((await get(store, 'alice', 'a'))?.equals(bytes)).toBe(true);
  });
});

describe('the memory for parts', () => {
  it('is lent in turn, and whoever waits too long is told to come back', async () => {
    const buffers = new PartBuffers({ bytes: 100, patience: 20 });
    const first = await buffers.lend(60);
    await expect(buffers.lend(60)).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
    const [second, third] = [buffers.lend(60), buffers.lend(40)];
    buffers.giveBack(first);
    expect([(await second).length, (await third).length]).toEqual([60, 40]);
  });
});

describe.skipIf(!hasGateway() || !hasPostgres())('when the object store fails', () => {
  it('a call is tried again, and counted', async () => {
    const front = await frontOfGateway();
    const calls: string[] = [];
    const metrics = {
      ...noMetrics,
      storeCall: (facts: { call: string; outcome: string }) => calls.push(`${facts.call} ${facts.outcome}`),
    };
    const { store } = await createObjectEngine({ endpoint: front.endpoint, metrics });
    let failures = 2;
    front.fault = () => (failures-- > 0 ? { status: 503, code: 'SlowDown' } : 'none');
    await put(store, 'alice', 'a', Buffer.from('bytes'));
    expect(front.requests).toHaveLength(3);
    expect(calls).toEqual(['put done']);
  });

  it.each([
    [500, 'InternalError', 503],
    [403, 'AccessDenied', 503],
    [403, 'QuotaExceeded', 507],
    [507, 'XMinioStorageFull', 507],
  ])('an answer %i %s means %i for the client', async (status, code, expected) => {
    const front = await frontOfGateway();
    const { store } = await createObjectEngine({ endpoint: front.endpoint });
    front.fault = () => ({ status, code });
    await expect(put(store, 'alice', 'a', Buffer.from('bytes'))).rejects.toMatchObject({ status: expected });
    expect(await names(store, 'alice')).toEqual([]);
  });

  it('a download goes on from where its stream was cut', async () => {
    const front = await frontOfGateway();
    const { store } = await createObjectEngine({ endpoint: front.endpoint });
    const bytes = sealedArchive(900_000);
    await put(store, 'alice', 'a', bytes);
    let cuts = 2;
    front.fault = () => (cuts-- > 0 ? { cutAfter: 100_000 } : 'none');
    expect((await get(store, 'alice', 'a'))?.equals(bytes)).toBe(true);
  });

  it('an upload goes on from its last part, when it is back', async () => {
    const front = await frontOfGateway();
    const { store } = await createObjectEngine({ endpoint: front.endpoint });
    const bytes = sealedArchive(manyParts);
    const id = await beginUpload(store, 'alice', 'a', bytes.length);
    front.fault = (line) => (line.includes('partNumber=2') ? { status: 500, code: 'InternalError' } : 'none');
    await expect(append(store, 'alice', id, bytes)).rejects.toMatchObject({
      status: 503,
      headers: { 'Retry-After': '5' },
    });
    front.fault = () => 'none';
    const offset = await offsetOf(store, 'alice', id);
    expect(offset).toBeGreaterThanOrEqual(5 * 2 ** 20);
    await append(store, 'alice', id, bytes.subarray(offset));
    await (await store.uploads('alice')).finish(id);
    expect((await get(store, 'alice', 'a'))?.equals(bytes)).toBe(true);
  });

  it('the last step of an upload is made once, though its answer was lost', async () => {
    const front = await frontOfGateway();
    const { store } = await createObjectEngine({ endpoint: front.endpoint });
    const bytes = sealedArchive(manyParts);
    const id = await beginUpload(store, 'alice', 'a', bytes.length);
    await append(store, 'alice', id, bytes);
    let losses = 1;
    front.fault = (line) => (line.startsWith('POST') && losses-- > 0 ? { cutAfter: 0 } : 'none');
    expect(await (await store.uploads('alice')).finish(id)).toBe(true);
    expect((await get(store, 'alice', 'a'))?.equals(bytes)).toBe(true);
  });

  it('nobody waits for ever for one that is silent, or away', async () => {
    const { endpoint } = await sharedGateway();
    const line = await createProxy(() => Number(new URL(endpoint).port));
    onTestFinished(() => line.close());
    const engine = await createObjectEngine();
    await put(engine.store, 'alice', 'a', Buffer.from('bytes'));
    const slow = engine.another({
      endpoint: `http://127.0.0.1:${line.port}`,
      timeoutMilliseconds: 150,
    });
    await get(slow.store, 'alice', 'a');
    line.freeze();
    await expect(get(slow.store, 'alice', 'a')).resolves.toEqual(Buffer.from('bytes'));
    await line.close();
    await expect(get(slow.store, 'alice', 'a')).rejects.toMatchObject({ status: 503 });
    await expect(put(slow.store, 'alice', 'b', Buffer.from('bytes'))).rejects.toMatchObject({ status: 503 });
    expect(await names(slow.store, 'alice')).toEqual(['a']);
  });
});
