import { createDecipheriv, createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { ByteReader } from '../../common/byteReader.ts';
import { systemCode, UserError } from '../../common/errors.ts';

const ivLength = 16;

/**
 * Decrypts a legacy archive into a new file: IV (16), then AES-256-CBC with PKCS#7 padding, under the SHA-256 of
 * the password. Nothing authenticates it: a wrong password shows as bad padding, or not at all.
 *
 * @param takeRoom told of bytes before they are written; its error ends it
 * @throws {UserError} `legacy-unreadable`
 */
export async function decryptLegacy(
  chunks: AsyncIterable<Uint8Array>,
  password: string,
  path: string,
  name: string,
  takeRoom: (bytes: number) => void,
): Promise<void> {
  const reader = new ByteReader(chunks);
  const file = await open(path, 'wx', 0o600);
  try {
    const iv = Buffer.from(await reader.read(ivLength));
    if (iv.length < ivLength) throw new UserError('legacy-unreadable', { name });
    const key = createHash('sha256').update(password, 'utf8').digest();
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    key.fill(0);
    for await (const chunk of reader.rest()) {
      takeRoom(chunk.length);
      await file.appendFile(decipher.update(chunk));
    }
    await file.appendFile(decipher.final());
  } catch (error) {
    // OpenSSL's complaint about padding has a code of its own; a full disk has one of the system.
    if (systemCode(error)?.startsWith('ERR_'))
      throw new UserError('legacy-unreadable', { name }, { cause: error });
    throw error;
  } finally {
    await file.close();
    await reader.close();
  }
}
