import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../common/errors.ts';
import { type Authority, signatureAlgorithm } from './authority.ts';
import { readAuthority } from './files.ts';
import { findIssued } from './issued.ts';
import { toPem } from './pem.ts';
import { publicMode, readIfPresent, writeFiles } from './pemFiles.ts';
import {
  type Revocation,
  type RevocationList,
  readRevocationList,
  revocationListLabel,
  serialOf,
} from './revocationList.ts';
import { Extension, X509CrlGenerator, X509CrlReason } from './x509.ts';

/** Clocks differ: a list from the future would shut everybody out. */
const clockSkewMilliseconds = 60 * 60 * 1000;

export interface Revoked {
  /** Where the lists were written. */
  readonly paths: readonly string[];
  readonly certificates: readonly {
    readonly subject: string;
    /** Upper-case hexadecimal. */
    readonly serial: string;
    /** False when it had been revoked before. */
    readonly isNew: boolean;
  }[];
}

/**
 * Revokes certificates: the authority's list, `authority.crl`, names them from now on. The list is valid as long
 * as the authority itself: one that has run out would shut every client out.
 *
 * @param wanted the path of a certificate in PEM, or a name, serial number or fingerprint of one that was issued
 * @param copies where else to write the list; a server reads the `ca.crl` beside its `ca.crt`
 * @throws {UserError} `authority-missing`, `certificate-unknown`, `usage`, `path-unreadable`, `disk-full`,
 * `write-refused`
 */
export async function revoke(
  authorityFolder: string,
  wanted: string,
  copies: readonly string[] = [],
): Promise<Revoked> {
  const authority = await readAuthority(authorityFolder);
  const certificates = await certificatesOf(authorityFolder, authority, wanted);
  const path = join(authorityFolder, 'authority.crl');
  const present = await readIfPresent(path);
  const list = present === undefined ? undefined : readRevocationList(present, authority.certificatePem);
  const before = new Set(list?.revocations.map(({ serial }) => serial));
  const added = certificates.map(serialOf).filter((serial) => !before.has(serial));
  const content = await issueList(authority, list, added);
  const paths = [path, ...copies];
  for (const target of paths) {
    await writeFiles(dirname(target), [{ path: target, content, mode: publicMode }]);
  }
  return {
    paths,
    certificates: certificates.map((certificate) => ({
      subject: certificate.subject.replaceAll('\n', ', '),
      serial: certificate.serialNumber,
      isNew: added.includes(serialOf(certificate)),
    })),
  };
}

async function certificatesOf(
  authorityFolder: string,
  { certificatePem }: Authority,
  wanted: string,
): Promise<X509Certificate[]> {
  const text = await readFileNamed(wanted);
  if (text === undefined) {
    const issued = await findIssued(authorityFolder, wanted);
    if (issued.length === 0) throw new UserError('certificate-unknown', { wanted });
    return issued;
  }
  const certificate = parse(text, wanted);
  const issuer = new X509Certificate(certificatePem);
  if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) {
    throw new UserError('usage', { problem: 'certificate-of-others', path: wanted });
  }
  return [certificate];
}

/** A folder that is called like the holder, as `certs issue --out` makes it, is not meant. */
async function readFileNamed(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? undefined : readIfPresent(path);
}

function parse(text: string, path: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (error) {
    throw new UserError('usage', { problem: 'certificate-unreadable', path }, { cause: error });
  }
}

async function issueList(
  authority: Authority,
  before: RevocationList | undefined,
  added: readonly bigint[],
): Promise<string> {
  const now = new Date();
  const entries: readonly Revocation[] = [
    ...(before?.revocations ?? []),
    ...added.map((serial) => ({ serial, at: now })),
  ];
  const list = await X509CrlGenerator.create({
    issuer: authority.certificate.subjectName,
    thisUpdate: new Date(now.getTime() - clockSkewMilliseconds),
    nextUpdate: authority.certificate.notAfter,
    entries: entries.map(({ serial, at }) => ({
      serialNumber: hexOf(serial),
      revocationDate: at,
      reason: X509CrlReason.privilegeWithdrawn,
    })),
    extensions: [crlNumber((before?.number ?? 0n) + 1n)],
    signingKey: authority.privateKey,
    signingAlgorithm: signatureAlgorithm,
  });
  return toPem(new Uint8Array(list.rawData), revocationListLabel);
}

/** RFC 5280, section 5.2.3: each list has a greater number than the one before. */
function crlNumber(number: bigint): Extension {
  const content = Buffer.from(hexOf(number), 'hex');
  return new Extension('2.5.29.20', false, Buffer.concat([Buffer.from([0x02, content.length]), content]));
}

/** Whole bytes, with a first bit of zero: an integer in DER is signed. */
function hexOf(number: bigint): string {
  const hex = number.toString(16);
  const whole = hex.length % 2 === 0 ? hex : `0${hex}`;
  return /^[89a-f]/.test(whole) ? `00${whole}` : whole;
}
