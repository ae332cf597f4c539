import type { X509Certificate } from 'node:crypto';
import { UserError } from '../../common/errors.ts';

/** Certificates, never none, and the file that they are from. */
export interface CertificateSource {
  readonly path: string;
  readonly certificates: readonly [X509Certificate, ...X509Certificate[]];
}

/** @throws {UserError} `client-certificate-expired`, `client-certificate-not-yet-valid` */
export function checkClientCertificate({ path, certificates: [certificate] }: CertificateSource): void {
  const { validFromDate, validToDate } = certificate;
  const now = new Date();
  if (validToDate < now) throw new UserError('client-certificate-expired', { path, day: dayOf(validToDate) });
  if (validFromDate > now)
    throw new UserError('client-certificate-not-yet-valid', { path, day: dayOf(validFromDate) });
}

/**
 * An expired authority would make every server look expired. Of several, as during a change, one is enough.
 *
 * @returns when the last of them ends
 * @throws {UserError} `authority-expired`
 */
export function checkAuthorities({ path, certificates }: CertificateSource): Date {
  const end = new Date(Math.max(...certificates.map(({ validToDate }) => validToDate.getTime())));
  if (end < new Date()) throw new UserError('authority-expired', { path, day: dayOf(end) });
  return end;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
