import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { client } from '../../src/client/index.ts';
import type { Session } from '../../src/client/session.ts';
import type { TransferStage, UploadOptions } from '../../src/client/types.ts';
import type { Config } from '../../src/config/config.ts';
import { account, type BaseServer, startBaseServer } from '../support/baseServer.ts';
import { temporaryFolder } from '../support/clientHome.ts';

const lines = Buffer.from('GET /index.html 200\n'.repeat(60_000));

interface Scene {
  readonly server: BaseServer;
  readonly session: Session;
  readonly logs: string;
}

/** A session on a server of the base level, and a folder of logs. */
async function enter(config: Partial<Config> = {}, endedSessions = 0): Promise<Scene> {
  const server = await startBaseServer({ keeps: 'bytes', endedSessions });
  const home = await server.home(config);
  const session = await client.loginToServer({ home, ...server.peer, ...account });
  onTestFinished(() => client.logout(session));
  const logs = join(await temporaryFolder(), 'logs');
  await mkdir(logs);
  await writeFile(join(logs, 'access.log'), lines);
  await writeFile(join(logs, 'error.log'), 'nothing happened\n');
  return { server, session, logs };
}

const kept = ({ session }: Scene) => readdir(join(session.home, 'state/transfers')).catch(() => []);

async function upload({ session, logs }: Scene, options: UploadOptions = {}) {
  const stages = new Set<TransferStage>();
  const notices: string[] = [];
  const result = await client.uploadFile(session, [logs], {
    onProgress: ({ stage }) => stages.add(stage),
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  return { ...result, stages: [...stages], notices };
}

describe('an upload of text', () => {
  it('is compressed, sent with its length also to a server of the base level, and restored as it was', async () => {
    const scene = await enter({}, 1);
    const { name, bytes, sealedBytes, stages } = await upload(scene);
    expect(stages).toEqual(['scanning', 'compressing', 'confirming']);
    expect(bytes).toBe(lines.length + 17);
    expect(sealedBytes).toBeLessThan(lines.length / 10);
    expect(scene.server.stored.get(name)).toHaveLength(sealedBytes);
    expect(await kept(scene)).toEqual([]);

    const destination = await temporaryFolder();
    await client.downloadAndDecryptFile(scene.session, name, { destination });
    expect(await readFile(join(destination, 'logs/access.log'))).toEqual(lines);
  });

  it('is sent as it is where that is asked for, or set', async () => {
    const stages = ['scanning', 'sending', 'confirming'];
    expect((await upload(await enter(), { compress: 'never' })).stages).toEqual(stages);
    const scene = await enter({ compress: 'never' });
    expect((await upload(scene)).stages).toEqual(stages);
    expect((await upload(scene, { compress: 'always' })).stages).toContain('compressing');
  });

  it('leaves nothing when it is cancelled while it is compressed', async () => {
    const scene = await enter();
    const cancelling = new AbortController();
    const { signal } = cancelling;
    const onProgress = ({ stage }: { stage: TransferStage }) => {
      if (stage === 'compressing') cancelling.abort();
    };
    await expect(upload(scene, { signal, onProgress })).rejects.toThrow('abort');
    expect(await kept(scene)).toEqual([]);
    expect(scene.server.stored.size).toBe(0);
  });

  it('tells which files changed while they were compressed', async () => {
    const scene = await enter();
    const path = join(scene.logs, 'error.log');
    let isChanged = false;
    const onProgress = ({ stage }: { stage: TransferStage }) => {
      if (stage === 'compressing' && !isChanged) appendFileSync(path, 'something happened\n');
      isChanged ||= stage === 'compressing';
    };
    expect((await upload(scene, { onProgress })).warnings).toEqual([{ path, problem: 'changed' }]);
  });
});

describe('an upload of what does not compress', () => {
  it('is sent while it is read, unless it is to be compressed in any case', async () => {
    const scene = await enter();
    await writeFile(join(scene.logs, 'access.log'), randomBytes(lines.length));
    expect((await upload(scene)).stages).toEqual(['scanning', 'sending', 'confirming']);
    expect((await upload(scene, { compress: 'always' })).stages).toContain('compressing');
  });
});
