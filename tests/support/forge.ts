import 'reflect-metadata';
import { createPrivateKey, type KeyObject, type webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralNames,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509';
import { toPem } from '../../src/pki/pem.ts';

const day = 24 * 60 * 60 * 1000;
const usages = {
  signing: KeyUsageFlags.digitalSignature,
  issuing: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
  nothing: KeyUsageFlags.nonRepudiation,
};
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A time so many days from now. */
export const inDays = (days: number): Date => new Date(Date.now() + days * day);

/** A certificate with its key, and what it signs with. */
export interface Forged {
  readonly cert: string;
  readonly key: string;
  readonly serialNumber: string;
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface Wanted {
  readonly subject?: string;
  /** Signed by itself where absent. */
  readonly issuer?: Forged;
  readonly isAuthority?: boolean;
  readonly purpose?: 'server' | 'client';
  /** What the key may serve for; `nothing` that TLS needs. Default: what such a certificate is for. */
  readonly usage?: 'signing' | 'issuing' | 'nothing';
  readonly names?: JsonGeneralNames;
  /** Days from now. */
  readonly from?: number;
  readonly to?: number;
  /** Those of another certificate, for a renewal. */
  readonly keys?: webcrypto.CryptoKeyPair;
  /** A key of RSA with so many bits, in place of one on P-256. */
  readonly rsaBits?: number;
  readonly hash?: 'SHA-1' | 'SHA-256';
}

/** Makes any certificate, also those that no good authority would issue. */
export async function forge(wanted: Wanted): Promise<Forged> {
  const { subject = 'localhost', issuer, isAuthority = false, purpose = 'server' } = wanted;
  const { hash = 'SHA-256', names = [{ type: 'ip', value: '127.0.0.1' }] } = wanted;
  const usage = usages[wanted.usage ?? (isAuthority ? 'issuing' : 'signing')];
  const purposes = { server: ExtendedKeyUsage.serverAuth, client: ExtendedKeyUsage.clientAuth };
  const algorithm =
    wanted.rsaBits === undefined
      ? ecdsa
      : {
          name: 'RSASSA-PKCS1-v1_5',
          hash,
          modulusLength: wanted.rsaBits,
          publicExponent: new Uint8Array([1, 0, 1]),
        };
  const keys =
    wanted.keys ??
    ((await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${subject}`,
    issuer: issuer?.subject ?? `CN=${subject}`,
    notBefore: inDays(wanted.from ?? -1),
    notAfter: inDays(wanted.to ?? 60),
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: { ...ecdsa, hash },
    extensions: [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      new KeyUsagesExtension(usage, true),
      ...(isAuthority ? [] : [new ExtendedKeyUsageExtension([purposes[purpose]])]),
      ...(isAuthority || names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
    ],
  });
  return {
    cert: `${certificate.toString('pem')}\n`,
    key: (await keyOf(keys)).export({ type: 'pkcs8', format: 'pem' }).toString(),
    serialNumber: certificate.serialNumber,
    subject: certificate.subject,
    keys,
  };
}

/** A list of that authority on which that certificate stands. */
export async function revoke(issuer: Forged, { serialNumber }: Forged): Promise<string> {
  const list = await X509CrlGenerator.create({
    issuer: issuer.subject,
    thisUpdate: inDays(-1),
    nextUpdate: inDays(30),
    entries: [{ serialNumber, revocationDate: inDays(-1) }],
    signingAlgorithm: ecdsa,
    signingKey: issuer.keys.privateKey,
  });
  return toPem(new Uint8Array(list.rawData), 'X509 CRL');
}

async function keyOf({ privateKey }: webcrypto.CryptoKeyPair): Promise<KeyObject> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey));
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}
