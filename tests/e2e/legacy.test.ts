import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-client-legacy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const password = 'legacy password';

describe('a legacy archive', () => {
  test('is restored when that is asked for', async () => {
    const archive = await writeLegacy(
      'plain.enc',
      zip([entry('a.txt', 'stored', 0), entry('b/c.txt', 'deflated', 8)]),
    );
    const { exitCode } = await open(archive, 'out', '--legacy');

    expect(exitCode).toBe(0);
    expect(await readFile(join(folder, 'out/a.txt'), 'utf8')).toBe('stored');
    expect(await readFile(join(folder, 'out/b/c.txt'), 'utf8')).toBe('deflated');
  });

  test('is never tried without --legacy', async () => {
    const archive = await writeLegacy('unasked.enc', zip([entry('a.txt', 'x', 0)]));
    const { exitCode, error } = await open(archive, 'unasked');

    expect(error).toMatchObject({ code: 'not-an-archive' });
    expect(exitCode).toBe(6);
  });

  test('with another password is refused, and nothing is left', async () => {
    const archive = await writeLegacy('other.enc', zip([entry('a.txt', 'x', 0)]), 'another password');
    const { exitCode, error } = await open(archive, 'other', '--legacy');

    expect(error).toMatchObject({ code: 'legacy-unreadable' });
    expect(exitCode).toBe(6);
    expect(await readdir(folder)).not.toContain('other');
  });

  test('whose checksum is wrong is refused, and nothing is left', async () => {
    const damaged = { ...entry('a.txt', 'content', 0), checksum: 1 };
    const archive = await writeLegacy('damaged.enc', zip([entry('first.txt', 'whole', 0), damaged]));
    const { error } = await open(archive, 'damaged', '--legacy');

    expect(error).toMatchObject({ code: 'archive-damaged' });
    expect(await readdir(folder)).not.toContain('damaged');
  });

  test('with a path that climbs is refused', async () => {
    const archive = await writeLegacy('climbing.enc', zip([entry('../escaped.txt', 'x', 0)]));
    const { exitCode } = await open(archive, 'climbing', '--legacy');

    expect(exitCode).toBe(6);
    expect(await readdir(folder)).not.toContain('escaped.txt');
  });

  test('whose entries share their bytes, to burst, is refused', async () => {
    const bomb = entry('0', 'x'.repeat(100_000), 8);
    const archive = await writeLegacy('bomb.enc', zip([bomb], 1000));
    const { error } = await open(archive, 'bomb', '--legacy');

    expect(error).toMatchObject({ code: 'legacy-unreadable' });
  });

  test('that holds a sealed archive, or its base64 text, gives what is in that', async () => {
    const source = join(folder, 'inner.txt');
    await writeFile(source, 'twice sealed');
    const sealed = join(folder, 'inner.enc');
    await runProgram(['seal', source, '-o', sealed], { SECURE_CLIENT_PASSPHRASE: password });
    const bytes = await readFile(sealed);
    const text = Buffer.from(bytes.toString('base64'));
    for (const [name, content] of [
      ['binary', bytes],
      ['text', text],
    ] as const) {
      const archive = await writeLegacy(`${name}.enc`, zip([entry('inner.enc', content, 0)]));
      await open(archive, name, '--legacy');
      expect(await readFile(join(folder, name, 'inner.txt'), 'utf8')).toBe('twice sealed');
    }
  });
});

async function open(archive: string, to: string, ...options: string[]) {
  const args = ['open', archive, '--to', join(folder, to), '--json', ...options];
  const { exitCode, stdout } = await runProgram(args, { SECURE_CLIENT_PASSPHRASE: password });
  return { exitCode, error: (JSON.parse(stdout) as { error?: unknown }).error };
}

async function writeLegacy(name: string, content: Buffer, key = password): Promise<string> {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv);
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([iv, cipher.update(content), cipher.final()]));
  return path;
}

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly size: number;
  readonly data: Buffer;
}

function entry(name: string, content: string | Buffer, method: 0 | 8): ZipEntry {
  const bytes = Buffer.from(content);
  const data = method === 8 ? deflateRawSync(bytes) : bytes;
  return { name, method, checksum: crc32(bytes), size: bytes.length, data };
}

/** A zip by hand (APPNOTE 4.3), because only a hand makes broken ones; each entry is listed `repeat` times. */
function zip(entries: readonly ZipEntry[], repeat = 1): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, method, checksum, size, data } of entries) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(checksum, 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), data]);
    for (let count = 0; count < repeat; count += 1) {
      const tail = Buffer.alloc(14);
      tail.writeUInt32LE(offset, 10);
      const version = Buffer.from([20, 0]);
      directory.push(
        Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), version, common, tail, Buffer.from(name)]),
      );
    }
    files.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, central, end]);
}
