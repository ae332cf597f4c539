import { dirname, join } from 'node:path';
import { UserError } from '../common/errors.ts';
import { type Authority, createAuthority, loadAuthority } from './authority.ts';
import { type CertificateRequest, certify, issueCertificate } from './issue.ts';
import { recordIssued } from './issued.ts';
import { publicMode, readIfPresent, refuseExisting, secretMode, writeFiles } from './pemFiles.ts';
import { readRequest } from './request.ts';

const authorityFiles = { certificate: 'authority.crt', key: 'authority.key' };

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
 * The authority keeps a copy of the certificate, so that it can be revoked by its name.
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
  await refuseOtherAuthority(authorityPath, authority);
  const issued = await issueCertificate(authority, { ...rest, commonName: name });
  await writeFiles(outFolder, [
    { path: keyPath, content: issued.privateKeyPem, mode: secretMode },
    { path: certificatePath, content: issued.certificatePem, mode: publicMode },
    { path: authorityPath, content: authority.certificatePem, mode: publicMode },
  ]);
  await recordIssued(authorityFolder, issued.certificatePem);
  return { certificatePath, keyPath, authorityPath };
}

/**
 * Issues a client's certificate for a certificate signing request into `outFolder`: `client.crt` and the authority's
 * certificate as `ca.crt`, to be sent back.
 *
 * @param request `name` replaces the one that is asked for; `outFolder` is that of the request where absent
 * @throws {UserError} `authority-missing`, `request-unusable`, `path-not-found`, `file-exists` rather than overwrite,
 * `usage`, `disk-full`, `write-refused`
 */
export async function issueForRequest(
  authorityFolder: string,
  request: { requestPath: string; name?: string; outFolder?: string; days?: number },
): Promise<{ certificatePath: string; authorityPath: string; name: string }> {
  const { requestPath, outFolder = dirname(requestPath), days } = request;
  const authority = await readAuthority(authorityFolder);
  const { commonName, publicKey } = await readRequest(requestPath);
  const certificatePath = join(outFolder, 'client.crt');
  const authorityPath = join(outFolder, 'ca.crt');
  await refuseExisting([certificatePath]);
  await refuseOtherAuthority(authorityPath, authority);
  const name = request.name ?? commonName;
  const wanted = { kind: 'client', commonName: name, ...(days === undefined ? {} : { days }) } as const;
  const certificate = await certify(authority, wanted, publicKey);
  await writeFiles(outFolder, [
    { path: certificatePath, content: certificate, mode: publicMode },
    { path: authorityPath, content: authority.certificatePem, mode: publicMode },
  ]);
  await recordIssued(authorityFolder, certificate);
  return { certificatePath, authorityPath, name };
}

async function refuseOtherAuthority(path: string, { certificatePem }: Authority): Promise<void> {
  const present = await readIfPresent(path);
  if (present !== undefined && present !== certificatePem) throw new UserError('file-exists', { path });
}

/** @throws {UserError} `authority-missing`, `path-unreadable`, `usage` */
export async function readAuthority(folder: string): Promise<Authority> {
  const certificatePem = await readIfPresent(join(folder, authorityFiles.certificate));
  const privateKeyPem = await readIfPresent(join(folder, authorityFiles.key));
  if (certificatePem === undefined || privateKeyPem === undefined) {
    throw new UserError('authority-missing', { path: folder });
  }
  return loadAuthority(certificatePem, privateKeyPem);
}
