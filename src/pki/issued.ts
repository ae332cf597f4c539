import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, UserError } from '../common/errors.ts';
import { publicMode, writeFiles } from './pemFiles.ts';

/** Copies of the certificates that an authority has issued, by their serial numbers. */
function issuedFolder(authorityFolder: string): string {
  return join(authorityFolder, 'issued');
}

/** Keeps a copy of a certificate. @throws {UserError} `disk-full`, `write-refused` */
export async function recordIssued(authorityFolder: string, certificatePem: string): Promise<void> {
  const { serialNumber } = new X509Certificate(certificatePem);
  const folder = issuedFolder(authorityFolder);
  const path = join(folder, `${serialNumber.toLowerCase()}.crt`);
  await writeFiles(folder, [{ path, content: certificatePem, mode: publicMode }]);
}

/**
 * The certificates that an authority has issued for a name (their common name), or the one with that serial
 * number or SHA-256 fingerprint, in hexadecimal with or without colons.
 *
 * @throws {UserError} `path-unreadable`
 */
export async function findIssued(authorityFolder: string, wanted: string): Promise<X509Certificate[]> {
  const number = wanted.replaceAll(':', '').toUpperCase();
  return (await readIssued(authorityFolder)).filter(
    (certificate) =>
      certificate.toLegacyObject().subject['CN'] === wanted ||
      certificate.serialNumber === number ||
      certificate.fingerprint256.replaceAll(':', '') === number,
  );
}

async function readIssued(authorityFolder: string): Promise<X509Certificate[]> {
  const folder = issuedFolder(authorityFolder);
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.crt'));
    return await Promise.all(
      names.map(async (name) => new X509Certificate(await readFile(join(folder, name)))),
    );
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return [];
    throw new UserError('path-unreadable', { path: folder, reason: code ?? 'unknown' }, { cause: error });
  }
}
