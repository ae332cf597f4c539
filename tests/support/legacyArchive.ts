import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';

/** Encrypts as servers do that seal by themselves: IV, then AES-256-CBC under the SHA-256 of the password. */
export function encryptLegacy(content: Buffer, password: string): Buffer {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(password).digest(), iv);
  return Buffer.concat([iv, cipher.update(content), cipher.final()]);
}

/** An entry of a zip, as its headers tell it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly size: number;
  readonly data: Buffer;
  /** As Unix systems note it: type and permissions; others note none. */
  readonly mode?: number;
}

export function entry(name: string, content: string | Buffer, method: 0 | 8, mode = 0): ZipEntry {
  const bytes = Buffer.from(content);
  const data = method === 8 ? deflateRawSync(bytes) : bytes;
  return { name, method, checksum: crc32(bytes), size: bytes.length, data, mode };
}

/** A zip by hand (APPNOTE 4.3), because only a hand makes broken ones; each entry is listed `repeat` times. */
export function zip(entries: readonly ZipEntry[], repeat = 1): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, method, checksum, size, data, mode = 0 } of entries) {
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
      tail.writeUInt16LE(mode, 8);
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
