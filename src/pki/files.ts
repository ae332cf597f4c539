import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, writeFileAtomically } from '../common/atomicFile.ts';
import { systemCode, UserError } from '../common/errors.ts';
import { type Authority, createAuthority, loadAuthority } from './authority.ts';
import { type CertificateRequest, issueCertificate } from './issue.ts';

const authorityFiles = { certificate: 'authority.crt', key: 'authority.key' };

/** Certificates are public; only what is secret hides from other users of the machine. */
const publicMode = 0o644;
const secretMode = 0o600;

/**
 * Makes an authority in `folder` (0700, made if missing): `authority.crt` and `authority.key` (0600).
 *
 * @throws {UserError} `file-exists` rather than overwrite, `usage`, `disk-full`, `write-refused`.
 */
export async function initAuthority(
  folder: string,
  options: { commonName: string; days?: number },
): Promise<{ certificatePath: string; keyPath: string }> {
  const certificatePath = join(folder, authorityFiles.certificate);
  const keyPath = join(folder, authorityFiles.key);
  await refuseExisting([certificatePath, keyPath]);
  const authority = await createAuthority(options);
  await writeFiles(folder, [
    { path: keyPath, content: authority.privateKeyPem, mode: secretMode },
    { path: certificatePath, content: authority.certificatePem, mode: publicMode },
  ]);
  return { certificatePath, keyPath };
}

/**
 * Issues a certificate into `outFolder` (0700, made if missing): `client.crt` or `server.crt`, its `.key`
 * (0600), and the authority's certificate as `ca.crt`. A `ca.crt` of the same authority may be there already.
 *
 * @throws {UserError} `authority-missing`, `file-exists` rather than overwrite, `usage`, `disk-full`,
 * `write-refused`.
 */
export async function issueToFolder(
  authorityFolder: string,
  request: Omit<CertificateRequest, 'commonName'> & { name: string; outFolder: string },
): Promise<{ certificatePath: string; keyPath: string; authorityPath: string }> {
  const { name, outFolder, ...rest } = request;
  const authority = await readAuthority(authorityFolder);
  const certificatePath = join(outFolder, `${request.kind}.crt`);
  const keyPath = join(outFolder, `${request.kind}.key`);
  const authorityPath = join(outFolder, 'ca.crt');
  await refuseExisting([certificatePath, keyPath]);
  const present = await readIfPresent(authorityPath);
  if (present !== undefined && present !== authority.certificatePem) {
    throw new UserError('file-exists', { path: authorityPath });
  }
  const issued = await issueCertificate(authority, { ...rest, commonName: name });
  await writeFiles(outFolder, [
    { path: keyPath, content: issued.privateKeyPem, mode: secretMode },
    { path: certificatePath, content: issued.certificatePem, mode: publicMode },
    { path: authorityPath, content: authority.certificatePem, mode: publicMode },
  ]);
  return { certificatePath, keyPath, authorityPath };
}

async function readAuthority(folder: string): Promise<Authority> {
  const certificatePem = await readIfPresent(join(folder, authorityFiles.certificate));
  const privateKeyPem = await readIfPresent(join(folder, authorityFiles.key));
  if (certificatePem === undefined || privateKeyPem === undefined) {
    throw new UserError('authority-missing', { path: folder });
  }
  return loadAuthority(certificatePem, privateKeyPem);
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return undefined;
    throw new UserError('path-unreadable', { path, reason: code ?? 'unknown' }, { cause: error });
  }
}

async function refuseExisting(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined) throw new UserError('file-exists', { path });
  }
}

async function writeFiles(
  folder: string,
  files: readonly { path: string; content: string; mode: number }[],
): Promise<void> {
  let current = folder;
  try {
    await makePrivateFolder(folder);
    for (const { path, content, mode } of files) {
      current = path;
      await writeFileAtomically(path, content, mode);
    }
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new UserError('disk-full', { path: current }, { cause: error });
    throw new UserError('write-refused', { path: current, reason: code ?? 'unknown' }, { cause: error });
  }
}
