import {
  createPrivateKey,
  type KeyObject,
  X509Certificate as NodeCertificate,
  type webcrypto,
} from 'node:crypto';
import { dayMilliseconds } from '../common/age.ts';
import { UserError } from '../common/errors.ts';
import { checkCommonName, checkDays } from './names.ts';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts';

/** The days an authority lives unless told otherwise. */
export const authorityDays = 3650;

/** Clocks differ: a certificate is valid from a little before the moment it is made. */
const clockSkewMilliseconds = 5 * 60 * 1000;

/** The parameters of every key pair and signature here. */
export const signatureAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A certificate authority that can issue: the PEM texts as stored, and what signs with them. */
export interface Authority {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly certificate: X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

/** A key pair for a new certificate, and its private half as PKCS#8 PEM. */
export async function generateKeyPair(): Promise<{ pair: webcrypto.CryptoKeyPair; privateKeyPem: string }> {
  const pair = await crypto.subtle.generateKey(signatureAlgorithm, true, ['sign', 'verify']);
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return { pair, privateKeyPem: key.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

/** The validity of a certificate made now that lives `days`, minus the allowance for clock skew. */
export function validityOf(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return {
    notBefore: new Date(now - clockSkewMilliseconds),
    notAfter: new Date(now + days * dayMilliseconds),
  };
}

/** The distinguished name that holds nothing but a common name, whatever characters it contains. */
export function distinguishedName(commonName: string): Name {
  return new Name([{ CN: [{ utf8String: commonName }] }]);
}

/**
 * Makes a self-signed authority (RFC 5280): ECDSA P-256, allowed to sign end certificates only.
 *
 * @throws {UserError} `usage` for an unusable name or number of days.
 */
export async function createAuthority(options: { commonName: string; days?: number }): Promise<Authority> {
  const days = checkDays(options.days ?? authorityDays);
  const name = distinguishedName(checkCommonName(options.commonName));
  const { pair, privateKeyPem } = await generateKeyPair();
  const certificate = await X509CertificateGenerator.create({
    subject: name,
    issuer: name,
    ...validityOf(days),
    publicKey: pair.publicKey,
    signingKey: pair.privateKey,
    signingAlgorithm: signatureAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(pair.publicKey),
    ],
  });
  const certificatePem = `${certificate.toString('pem')}\n`;
  return { certificatePem, privateKeyPem, certificate, privateKey: pair.privateKey };
}

/**
 * Takes up an authority made earlier.
 *
 * @throws {UserError} `usage` when the texts are not a P-256 authority and its unencrypted private key.
 */
export function loadAuthority(certificatePem: string, privateKeyPem: string): Authority {
  const { certificate, key } = parsePair(certificatePem, privateKeyPem);
  if (!certificate.ca) throw new UserError('usage', { problem: 'authority-not-one' });
  if (!certificate.checkPrivateKey(key)) {
    throw new UserError('usage', { problem: 'authority-key-mismatch' });
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new UserError('usage', { problem: 'authority-key-kind' });
  }
  return {
    certificatePem,
    privateKeyPem,
    certificate: new X509Certificate(certificate.raw),
    privateKey: key.toCryptoKey(signatureAlgorithm, false, ['sign']),
  };
}

function parsePair(
  certificatePem: string,
  privateKeyPem: string,
): { certificate: NodeCertificate; key: KeyObject } {
  try {
    return { certificate: new NodeCertificate(certificatePem), key: createPrivateKey(privateKeyPem) };
  } catch (error) {
    throw new UserError('usage', { problem: 'authority-unreadable' }, { cause: error });
  }
}
