import type { ShownCertificate } from '../common/errors.ts';
import type { Language } from './language.ts';
import { createUnits } from './units.ts';

const words = {
  en: {
    before: 'Before',
    now: 'Now',
    subject: 'for',
    issuer: 'issued by',
    valid: 'valid',
    fingerprint: 'fingerprint',
    to: 'to',
  },
  fr: {
    before: 'Avant',
    now: 'Maintenant',
    subject: 'pour',
    issuer: 'émis par',
    valid: 'valable',
    fingerprint: 'empreinte',
    to: 'au',
  },
} as const;

/** A fingerprint is told in two halves, so that it fits into 80 columns. */
const halfFingerprint = 16 * 3;
const labelWidth = 13;

/**
 * The certificate by which a server is known against the one that it shows, in aligned lines.
 *
 * @param isBrief for 8 lines of 50 columns, in place of 12 lines of 64: names and fingerprints alone
 */
export function compareCertificates(
  known: ShownCertificate,
  shown: ShownCertificate,
  language: Language,
  isBrief = false,
): string[] {
  const { before, now } = words[language];
  const rowsOf = isBrief ? briefRowsOf : allRowsOf;
  return [before, ...rowsOf(known, language), now, ...rowsOf(shown, language)];
}

function briefRowsOf({ subject, fingerprint256 }: ShownCertificate): string[] {
  const halves = [fingerprint256.slice(0, halfFingerprint), fingerprint256.slice(halfFingerprint)];
  return [subject, ...halves].map((value) => `  ${value}`);
}

function allRowsOf(certificate: ShownCertificate, language: Language): string[] {
  const { subject, issuer, valid, fingerprint, to } = words[language];
  const units = createUnits(language);
  const { fingerprint256: digits, validFrom, validTo } = certificate;
  const rows: readonly (readonly [string, string])[] = [
    [subject, certificate.subject],
    [issuer, certificate.issuer],
    [valid, `${units.date(validFrom)} ${to} ${units.date(validTo)}`],
    [fingerprint, digits.slice(0, halfFingerprint)],
    ['', digits.slice(halfFingerprint)],
  ];
  return rows.map(([label, value]) => `  ${label.padEnd(labelWidth)}${value}`);
}
