import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { copyStore } from '../../../src/server/copy/copyStore.ts';
import { SharedAccounts } from '../../../src/server/postgres/sharedAccounts.ts';
import { hasGateway } from '../../support/gateway.ts';
import { createObjectEngine, type ObjectEngine } from '../../support/objectEngine.ts';
import { hasPostgres } from '../../support/postgres.ts';
import { dataFolderWithAccounts, startTestServer } from '../support.ts';
import { envelopeOf, get, put, sealedArchive } from './archives.ts';

function copy(dataFolder: string, { place }: ObjectEngine, signal = new AbortController().signal) {
  return copyStore({ dataFolder, ...place, signal, onProgress: () => undefined });
}

describe.skipIf(!hasGateway() || !hasPostgres())('a copy of a data folder', () => {
  it('has its accounts with their passwords, and its archives with their times', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const contents = new Map([
      ['été.enc', sealedArchive(200_000)],
      ['empty', Buffer.alloc(0)],
    ]);
    for (const [name, bytes] of contents) await server.upload(session, encodeURIComponent(name), bytes);
    const { files } = (await server.list(session)).json as { files: { name: string; uploaded_at: string }[] };
    const engine = await createObjectEngine();
    const result = await copy(server.dataFolder, engine);
    expect(result).toEqual({ accounts: 2, copied: 2, bytes: 200_104, present: 0, newer: 0 });
    for (const [name, bytes] of contents) {
      expect((await get(engine.store, 'alice', name))?.equals(bytes)).toBe(true);
    }
    const { archives } = await engine.store.list('alice', { limit: 10 });
    const times = archives.map(({ name, uploadedAt }) => ({ name, uploaded_at: uploadedAt.toISOString() }));
    expect(files).toEqual(expect.arrayContaining(times.map((facts) => expect.objectContaining(facts))));
    expect(await new SharedAccounts(engine.postgres).verify('alice', 'secret')).toBeDefined();
  });

  it('is gone on with where it ended, and takes nothing back that is newer there', async () => {
    const server = await startTestServer();
    const session = await server.sessionOf();
    const [same, rewrapped, replaced] = [sealedArchive(100), sealedArchive(100), sealedArchive(100)];
    for (const [name, bytes] of Object.entries({ same, rewrapped, replaced })) {
      await server.upload(session, name, bytes);
    }
    const engine = await createObjectEngine();
    await copy(server.dataFolder, engine);
    const envelope = envelopeOf(rewrapped.subarray(12, 28));
    await engine.store.replaceEnvelope('alice', 'rewrapped', () => true, envelope);
    await put(engine.store, 'alice', 'replaced', randomBytes(50));
    await server.upload(session, 'late', sealedArchive(10));
    expect(await copy(server.dataFolder, engine)).toMatchObject({
      accounts: 0,
      copied: 1,
      present: 1,
      newer: 2,
    });
    expect((await get(engine.store, 'alice', 'rewrapped'))?.subarray(0, 104).equals(envelope)).toBe(true);
  });

  it('leaves nothing half copied when it is interrupted', async () => {
    const dataFolder = await dataFolderWithAccounts();
    const server = await startTestServer({ dataFolder });
    await server.upload(await server.sessionOf(), 'a', sealedArchive(100));
    const engine = await createObjectEngine();
    const interrupted = copy(dataFolder, engine, AbortSignal.abort(new Error('interrupted')));
    await expect(interrupted).rejects.toThrow('interrupted');
    expect(await get(engine.store, 'alice', 'a')).toBeUndefined();
  });

  it('is not begun from a folder that is not there', async () => {
    const engine = await createObjectEngine();
    await expect(copy('/nowhere/at/all', engine)).rejects.toMatchObject({ code: 'path-not-found' });
  });
});
