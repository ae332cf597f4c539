import { X509Certificate } from 'node:crypto';
import { daysUntil } from '../common/age.ts';
import { UserError } from '../common/errors.ts';
import { canonicalIpAddress } from './names.ts';

/** Extended key usages (RFC 5280, section 4.2.1.12). */
const purposes: Readonly<Record<string, Purpose>> = {
  '1.3.6.1.5.5.7.3.1': 'server',
  '1.3.6.1.5.5.7.3.2': 'client',
  '2.5.29.37.0': 'any',
};

/** What a certificate may be used for, as far as it matters here. */
export type Purpose = 'authority' | 'server' | 'client' | 'any' | 'other';

export interface CertificateFacts {
  /** Distinguished name on one line, `CN=…`. */
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Whole days until the certificate ends, rounded down: 0 on its last day, negative once it has ended. */
  daysLeft(now: Date): number;
  /** SHA-256 of the certificate, upper-case hexadecimal with colons. */
  readonly fingerprint256: string;
  /** Upper-case hexadecimal. */
  readonly serial: string;
  readonly purposes: readonly Purpose[];
  readonly isAuthority: boolean;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

/**
 * Reads the first certificate of a PEM text.
 *
 * @param path where the text comes from, as it is told when it cannot be read
 * @throws {UserError} `usage` when the text holds no certificate.
 */
export function inspectCertificate(pem: string, path: string): CertificateFacts {
  const certificate = parse(pem, path);
  const notAfter = certificate.validToDate;
  const names = alternativeNamesOf(certificate.subjectAltName ?? '');
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    notBefore: certificate.validFromDate,
    notAfter,
    daysLeft: (now) => daysUntil(notAfter, now),
    fingerprint256: certificate.fingerprint256,
    serial: certificate.serialNumber,
    purposes: purposesOf(certificate),
    isAuthority: certificate.ca,
    dnsNames: names.filter(({ type }) => type === 'DNS').map(({ value }) => value),
    ipAddresses: names
      .filter(({ type }) => type === 'IP Address')
      .map(({ value }) => canonicalIpAddress(value)),
  };
}

/** What the key of a certificate may be used for; without restriction, anything. */
export function purposesOf(certificate: X509Certificate): Purpose[] {
  if (certificate.ca) return ['authority'];
  // Undefined where nothing is said, whatever its type promises.
  const usages: readonly string[] | undefined = certificate.keyUsage;
  return usages === undefined ? ['any'] : usages.map((usage) => purposes[usage] ?? 'other');
}

function parse(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new UserError('usage', { problem: 'certificate-unreadable', path }, { cause: error });
  }
}

/** Takes apart Node's `DNS:a, IP Address:b`; a value with a comma or quote in it comes as a JSON string. */
function alternativeNamesOf(text: string): { type: string; value: string }[] {
  const entries = text.matchAll(/([^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g);
  return Array.from(entries, ([, type = '', value = '']) => ({
    type,
    value: value.startsWith('"') ? String(JSON.parse(value)) : value,
  }));
}
