import { daysUntil } from '../common/age.ts';
import type { SessionInfo } from './client.ts';

/** From here on a certificate that ends is worth a word. */
export const soonDays = 14;

/** A certificate that ends soon. */
export interface Expiry {
  readonly certificate: 'client' | 'authority' | 'server';
  readonly expires: Date;
  /** Whole days until then, rounded down. */
  readonly days: number;
}

/** The certificates of a session that expire within 14 days, the first one first. */
export function expiringSoon(
  session: Pick<SessionInfo, 'clientCertificateExpires' | 'authorityExpires' | 'serverCertificateExpires'>,
  now: Date,
): readonly Expiry[] {
  const ends: readonly Omit<Expiry, 'days'>[] = [
    { certificate: 'client', expires: session.clientCertificateExpires },
    { certificate: 'authority', expires: session.authorityExpires },
    { certificate: 'server', expires: session.serverCertificateExpires },
  ];
  return ends
    .map((end) => ({ ...end, days: daysUntil(end.expires, now) }))
    .filter(({ days }) => days < soonDays)
    .toSorted((one, other) => one.expires.getTime() - other.expires.getTime());
}
