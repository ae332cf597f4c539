import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlainFile } from '../../src/client/plainFile.ts';
import { SegmentJournal } from '../../src/client/transfers/segmentJournal.ts';
import { TransferFolder } from '../../src/client/transfers/transferFolder.ts';
import { fileExists } from '../../src/common/fileExists.ts';
import { compressedPart } from '../../src/crypto/pack/compressibility.ts';
import { Staging } from '../../src/crypto/restore/staging.ts';
import { SecureFileStorage } from '../../src/crypto/SecureFileStorage.ts';
import { collect } from '../crypto/support/archives.ts';
import { Watched, withFault } from '../proof/faults/injection.ts';

const unreadable = { code: 'path-unreadable' };
const refused = { code: 'write-refused' };
const attributes = { mode: 0o600, mtimeMs: 0 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'failing-disk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Some work during which the first such call fails with an error of the disk. */
function failing<Result>(call: string, work: () => Promise<Result>): Promise<Result> {
  return withFault({ kind: 'EIO', at: 1, call }, work);
}

/** The same; what was opened meanwhile must be closed again. */
async function failingClosed<Result>(call: string, work: () => Promise<Result>): Promise<Result> {
  const watched = new Watched();
  watched.arm({ kind: 'EIO', at: 1, call });
  try {
    return await watched.run(work);
  } finally {
    expect(watched.openFiles()).toEqual([]);
  }
}

test('whether something is there cannot be told: that is said, and not taken for a no', async () => {
  await expect(failing('lstat', () => fileExists(folder))).rejects.toMatchObject(unreadable);
});

test('a transfer that cannot be removed says so', async () => {
  const transfer = await TransferFolder.create(folder);
  await expect(failing('rm', () => transfer.remove())).rejects.toMatchObject(refused);
});

describe('the journal of an upload', () => {
  test('that cannot be read says so', async () => {
    const journal = await SegmentJournal.open(join(folder, 'journal'));
    await expect(failing('handle.read', () => journal.read(0))).rejects.toMatchObject(unreadable);
    await journal.close();
  });

  test('that cannot be closed says so: what it notes may not be there', async () => {
    const closing = failing('handle.close', async () => {
      const journal = await SegmentJournal.open(join(folder, 'journal'));
      await journal.close();
    });
    await expect(closing).rejects.toMatchObject(refused);
  });
});

describe('a file that goes up as it is', () => {
  const path = () => join(folder, 'note.txt');
  const send = async () => {
    const file = await PlainFile.open(path());
    try {
      return await collect(file.chunks());
    } finally {
      await file.close();
    }
  };
  beforeEach(() => writeFile(path(), 'a note'));

  test.each(['stat', 'open', 'handle.stat', 'handle.read'])('says so where %s fails', async (call) => {
    await expect(failingClosed(call, send)).rejects.toMatchObject(unreadable);
  });

  test('says so where nobody knows whether it changed meanwhile', async () => {
    const second = { kind: 'EIO', at: 2, call: 'handle.stat' } as const;
    await expect(withFault(second, send)).rejects.toMatchObject(unreadable);
  });

  test('is sent where only closing it fails', async () => {
    expect((await failing('handle.close', send)).toString()).toBe('a note');
  });
});

describe('what waits beside the destination', () => {
  test('is removed again where it cannot be begun', async () => {
    const destination = join(folder, 'restored');
    await expect(failing('statfs', () => Staging.create(destination))).rejects.toMatchObject(refused);
    expect(await readdir(folder)).toEqual([]);
  });

  test('says so where it cannot be removed', async () => {
    const staging = await Staging.create(folder);
    await expect(failing('rm', () => staging.remove())).rejects.toMatchObject(refused);
  });

  test.each([
    ['small', 'writeSync', 1000],
    ['large', 'handle.write', 100_000],
  ])('a %s file is whole though a part of it is written at a time', async (_, call, length) => {
    const staging = await Staging.create(folder);
    const content = randomBytes(length);
    await withFault({ kind: 'short', at: 1, call }, () =>
      staging.writeFile(['file'], content, length, attributes),
    );
    expect((await readFile(staging.pathOf(['file']))).equals(content)).toBe(true);
    await staging.remove();
  });
});

test('what compresses well is found out, though a file that was looked into cannot be closed', async () => {
  await writeFile(join(folder, 'log'), 'GET / 200\n'.repeat(10_000));
  const plan = await new SecureFileStorage([], []).plan([folder]);
  expect(await failing('handle.close', () => compressedPart(plan))).toBeLessThan(0.1);
});
