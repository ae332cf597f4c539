import type { webcrypto } from 'node:crypto';
import { UserError } from '../common/errors.ts';
import {
  type Authority,
  distinguishedName,
  generateKeyPair,
  signatureAlgorithm,
  validityOf,
} from './authority.ts';
import { checkCommonName, checkDays, checkDnsName, checkIpAddress } from './names.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralNames,
  KeyUsageFlags,
  KeyUsagesExtension,
  type PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from './x509.ts';

/** The days a server's or client's certificate lives unless told otherwise. */
export const certificateDays = 397;

export interface CertificateRequest {
  readonly kind: 'server' | 'client';
  readonly commonName: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  /** Cut short where the authority itself ends earlier. */
  readonly days?: number;
}

/**
 * Issues a certificate with a key pair of its own (ECDSA P-256, RFC 5280). A server's must have a host name
 * or an IP address, because clients check nothing else.
 *
 * @throws {UserError} `usage` for unusable names, addresses or days, and for an authority that has expired.
 */
export async function issueCertificate(
  authority: Authority,
  request: CertificateRequest,
): Promise<{ certificatePem: string; privateKeyPem: string }> {
  const { pair, privateKeyPem } = await generateKeyPair();
  return { certificatePem: await certify(authority, request, pair.publicKey), privateKeyPem };
}

/**
 * Issues a certificate for a key whose private half is somewhere else.
 *
 * @throws {UserError} as `issueCertificate`
 */
export async function certify(
  authority: Authority,
  request: CertificateRequest,
  publicKey: webcrypto.CryptoKey | PublicKey,
): Promise<string> {
  const commonName = checkCommonName(request.commonName);
  const alternativeNames = alternativeNamesOf(request);
  const validity = validityOf(checkDays(request.days ?? certificateDays));
  const authorityEnd = authority.certificate.notAfter;
  if (authorityEnd <= new Date()) throw new UserError('usage', { problem: 'authority-expired' });

  const purpose = request.kind === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
  const certificate = await X509CertificateGenerator.create({
    subject: distinguishedName(commonName),
    issuer: authority.certificate.subjectName,
    notBefore: validity.notBefore,
    notAfter: new Date(Math.min(validity.notAfter.getTime(), authorityEnd.getTime())),
    publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: signatureAlgorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([purpose]),
      ...(alternativeNames.length > 0 ? [new SubjectAlternativeNameExtension(alternativeNames)] : []),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

function alternativeNamesOf(request: CertificateRequest): JsonGeneralNames {
  const names: JsonGeneralNames = [];
  for (const name of request.dnsNames ?? []) names.push({ type: 'dns', value: checkDnsName(name) });
  for (const address of request.ipAddresses ?? []) names.push({ type: 'ip', value: checkIpAddress(address) });
  if (request.kind === 'server' && names.length === 0) {
    throw new UserError('usage', { problem: 'server-without-name' });
  }
  return names;
}
