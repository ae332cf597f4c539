import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralNames,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { onTestFinished } from 'vitest';
import type { CertificateFiles } from '../../../src/net/tls/clientIdentity.ts';
import {
  type Authority,
  createAuthority,
  distinguishedName,
  generateKeyPair,
  signatureAlgorithm,
} from '../../../src/pki/authority.ts';
import { issueCertificate } from '../../../src/pki/issue.ts';

/** A certificate and its key, as `node:tls` takes them. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export const day = 24 * 60 * 60 * 1000;

export const authority = await createAuthority({ commonName: 'Test authority' });
export const otherAuthority = await createAuthority({ commonName: 'Another authority' });
export const serverIdentity = await issue({ dnsNames: ['localhost'], ipAddresses: ['127.0.0.1', '::1'] });
export const clientIdentity = await issueForClient(authority);

export async function issue(names: { dnsNames?: string[]; ipAddresses?: string[] }): Promise<Identity> {
  const issued = await issueCertificate(authority, { kind: 'server', commonName: 'localhost', ...names });
  return { cert: issued.certificatePem, key: issued.privateKeyPem };
}

export async function issueForClient(issuer: Authority): Promise<Identity> {
  const issued = await issueCertificate(issuer, { kind: 'client', commonName: 'client' });
  return { cert: issued.certificatePem, key: issued.privateKeyPem };
}

/** A certificate that a good authority would not issue. */
export async function issueOddly(options: {
  readonly kind?: 'server' | 'client';
  readonly names?: JsonGeneralNames;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly isSelfSigned?: boolean;
  readonly isAuthority?: boolean;
}): Promise<Identity> {
  const { pair, privateKeyPem } = await generateKeyPair();
  const name = distinguishedName('localhost');
  const { names = [{ type: 'ip', value: '127.0.0.1' }], kind = 'server' } = options;
  const purpose = kind === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
  const certificate = await X509CertificateGenerator.create({
    subject: name,
    issuer: options.isSelfSigned ? name : authority.certificate.subjectName,
    notBefore: options.notBefore ?? new Date(Date.now() - day),
    notAfter: options.notAfter ?? new Date(Date.now() + day),
    publicKey: pair.publicKey,
    signingKey: options.isSelfSigned ? pair.privateKey : authority.privateKey,
    signingAlgorithm: signatureAlgorithm,
    extensions: [
      new BasicConstraintsExtension(options.isAuthority ?? false, undefined, true),
      ...(options.isAuthority ? [] : [new ExtendedKeyUsageExtension([purpose])]),
      ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { cert: certificate.toString('pem'), key: privateKeyPem };
}

/** The three files in a folder that lives as long as the test; null leaves one out. */
export async function writeFiles(
  contents: { readonly cert?: string | null; readonly key?: string | null; readonly ca?: string | null } = {},
): Promise<CertificateFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'net-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { cert = clientIdentity.cert, key = clientIdentity.key, ca = authority.certificatePem } = contents;
  const files = {
    clientCertificate: join(folder, 'client.crt'),
    clientKey: join(folder, 'client.key'),
    clientKeyStore: join(folder, 'client.p12'),
    authority: join(folder, 'ca.crt'),
  };
  if (cert !== null) await writeFile(files.clientCertificate, cert);
  if (key !== null) await writeFile(files.clientKey, key);
  if (ca !== null) await writeFile(files.authority, ca);
  return files;
}
