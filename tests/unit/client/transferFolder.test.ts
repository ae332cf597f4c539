import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeMembers } from '../../../src/client/transfers/memberFile.ts';
import { TransferFolder, type TransferRecord } from '../../../src/client/transfers/transferFolder.ts';
import { type ProcessName, thisProcess } from '../../../src/common/processes.ts';
import { MemberList } from '../../../src/crypto/pack/memberList.ts';

/** A home with one download that a process works on, or worked on. */
async function homeWith(owner: ProcessName): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'secure-client-test-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const record: TransferRecord = {
    version: 1,
    kind: 'download',
    host: 'backup.example.org',
    port: 8443,
    username: 'ada',
    name: 'web_2026-11-22T10-00-00.enc',
    startedAt: '2026-11-22T10:00:00.000Z',
    owner,
    destination: '/tmp/restored',
    overwrite: 'never',
    only: [],
    etag: '"1"',
    size: 1,
  };
  await (await TransferFolder.create(home)).write(record);
  return home;
}

const interrupted = async (owner: ProcessName) =>
  (await TransferFolder.interrupted(await homeWith(owner))).length;

describe('a transfer', () => {
  test('of this process is one it can go on with', async () => {
    expect(await interrupted(await thisProcess())).toBe(1);
  });

  test('that another process works on is left alone', async () => {
    expect(await interrupted({ ...(await thisProcess()), pid: process.ppid, processStart: null })).toBe(0);
  });

  test('is interrupted when its number was given to another process', async () => {
    expect(await interrupted({ ...(await thisProcess()), pid: process.ppid, processStart: '1' })).toBe(1);
  });

  test('is interrupted when the machine was started again since', async () => {
    const before = { ...(await thisProcess()), pid: process.ppid, bootId: 'another', processStart: null };
    expect(await interrupted(before)).toBe(1);
  });
});

test('a transfer that was killed while it began is cleaned up a day later; what is no transfer stays', async () => {
  const home = await homeWith(await thisProcess());
  const dayAgo = new Date(Date.now() - 24 * 60 * 60 * 1000);
  const folderOf = async (age: Date, file: 'members' | 'record.json') => {
    const folder = await TransferFolder.create(home);
    await writeFile(folder.file(file), '');
    await utimes(folder.path, age, age);
    return folder.id;
  };
  const killed = await folderOf(dayAgo, 'members');
  const beginning = await folderOf(new Date(), 'members');
  const broken = await folderOf(dayAgo, 'record.json');
  const stranger = join(home, 'state/transfers/notes');
  await mkdir(stranger);
  await utimes(stranger, dayAgo, dayAgo);

  const [transfer, ...others] = await TransferFolder.interrupted(home);
  expect(others).toEqual([]);
  const left = await readdir(join(home, 'state/transfers'));
  expect(left).not.toContain(killed);
  expect(left.sort()).toEqual([transfer?.folder.id ?? '', beginning, broken, 'notes'].sort());
});

test('a transfer that the disk of the home does not take is refused in words', async () => {
  const home = await mkdtemp(join(tmpdir(), 'secure-client-test-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const folder = await TransferFolder.create(home);
  await rm(folder.path, { recursive: true });
  await expect(writeMembers(folder.file('members'), new MemberList())).rejects.toMatchObject({
    code: 'write-refused',
  });

  await rm(join(home, 'state'), { recursive: true });
  await writeFile(join(home, 'state'), 'no folder');
  await expect(TransferFolder.create(home)).rejects.toMatchObject({ code: 'write-refused' });
  await expect(TransferFolder.interrupted(home)).rejects.toMatchObject({ code: 'path-unreadable' });
});
