import type { X509Certificate } from 'node:crypto';
import { daysUntil } from '../../common/age.ts';
import { isUserError, UserError } from '../../common/errors.ts';
import { printable } from '../../common/printable.ts';
import { isEncryptedKey, readPrivateKey } from '../../common/privateKey.ts';
import { homePaths } from '../../config/home.ts';
import {
  isInKeyStore,
  readCertificates,
  readClientIdentity,
  readSource,
} from '../../net/tls/clientIdentity.ts';
import { type CertificateSource, checkAuthorities, checkClientCertificate } from '../../net/tls/validity.ts';
import { soonDays } from '../expiry.ts';
import { type Check, type CheckId, check, failed, notChecked } from './check.ts';
import { isIssuedBy } from './issuedBy.ts';

/** Extended key usage of clients (RFC 5280, section 4.2.1.12), and of everything. */
const clientUsages = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'];

/** Looks at our certificate, its key, and the authority. */
export async function checkCertificates(
  home: string,
  keyPassphrase: string | undefined,
  now: Date,
): Promise<Check[]> {
  const files = homePaths(home);
  if (await isInKeyStore(files)) return checkKeyStore(home, keyPassphrase, now);
  const chain = await attempt(() => readCertificates(files.clientCertificate));
  const authorities = await attempt(() => readCertificates(files.authority));
  const ofClient: Check[] =
    chain instanceof UserError
      ? [
          failed('certificates.client', chain),
          ...notChecked('certificates.client', 'certificates.usage', 'certificates.key'),
        ]
      : [checkDates(chain, now), checkUsage(chain), await checkKey(files.clientKey, chain, keyPassphrase)];
  const authority =
    authorities instanceof UserError
      ? failed('certificates.authority', authorities)
      : checkAuthority(authorities, now);
  return [...ofClient, authority, ...checkChain(chain, authorities)];
}

/** All of it comes out of `client.p12`, or none. */
async function checkKeyStore(home: string, passphrase: string | undefined, now: Date): Promise<Check[]> {
  const { clientKeyStore: path, ...files } = homePaths(home);
  const identity = await attempt(() => readClientIdentity({ ...files, clientKeyStore: path }, passphrase));
  const rest = ['certificates.client', 'certificates.usage', 'certificates.authority', 'certificates.chain'];
  if (identity instanceof UserError) {
    const key = isUserError(identity, 'client-key-passphrase-missing')
      ? check('certificates.key', 'warning', 'key-locked', { path })
      : failed('certificates.key', identity);
    return [key, ...notChecked('certificates.key', ...(rest as CheckId[]))];
  }
  const { chain, authorities } = identity;
  return [
    checkDates(chain, now),
    checkUsage(chain),
    check('certificates.key', 'ok', 'key-matches', { path }),
    checkAuthority(authorities, now),
    ...checkChain(chain, authorities),
  ];
}

function checkDates(chain: CertificateSource, now: Date): Check {
  const id = 'certificates.client';
  const { path, certificates } = chain;
  try {
    checkClientCertificate(chain);
  } catch (error) {
    return failed(id, error);
  }
  const { validToDate: until } = certificates[0];
  const days = daysUntil(until, now);
  const facts = { path, subject: subjectOf(certificates[0]), until, days };
  return days < soonDays
    ? check(id, 'warning', 'certificate-ending', facts)
    : check(id, 'ok', 'certificate-good', facts);
}

function checkUsage({ path, certificates: [certificate] }: CertificateSource): Check {
  const id = 'certificates.usage';
  // Undefined where nothing is said, whatever its type promises.
  const usages: readonly string[] | undefined = certificate.keyUsage;
  const isForClients = usages === undefined || usages.some((usage) => clientUsages.includes(usage));
  return isForClients && !certificate.ca
    ? check(id, 'ok', 'usage-client', {})
    : check(id, 'problem', 'usage-other', { path });
}

async function checkKey(
  path: string,
  { path: certificatePath, certificates }: CertificateSource,
  passphrase: string | undefined,
): Promise<Check> {
  const id = 'certificates.key';
  try {
    const pem = (await readSource(path)).toString('latin1');
    if (isEncryptedKey(pem) && passphrase === undefined) return check(id, 'warning', 'key-locked', { path });
    if (!certificates[0].checkPrivateKey(readPrivateKey(path, pem, passphrase)))
      throw new UserError('client-key-mismatch', { certificatePath, keyPath: path });
    return check(id, 'ok', 'key-matches', { path });
  } catch (error) {
    return failed(id, error);
  }
}

function checkAuthority(authorities: CertificateSource, now: Date): Check {
  const id = 'certificates.authority';
  try {
    const until = checkAuthorities(authorities);
    const days = daysUntil(until, now);
    const { path, certificates } = authorities;
    const facts = { path, subject: certificates.map(subjectOf).join('; '), until, days };
    return days < soonDays
      ? check(id, 'warning', 'authority-ending', facts)
      : check(id, 'ok', 'authority-good', facts);
  } catch (error) {
    return failed(id, error);
  }
}

/** Servers are checked against `ca.crt`, and nearly always check us against the same authority. */
function checkChain(
  chain: CertificateSource | UserError,
  authorities: CertificateSource | UserError,
): Check[] {
  const id = 'certificates.chain';
  if (chain instanceof UserError) return notChecked('certificates.client', id);
  if (authorities instanceof UserError) return notChecked('certificates.authority', id);
  const { certificates } = chain;
  if (isIssuedBy(certificates, authorities.certificates)) return [check(id, 'ok', 'chain-complete', {})];
  const issuer = onOneLine(certificates[0].issuer);
  return [check(id, 'warning', 'chain-other', { path: authorities.path, issuer })];
}

function subjectOf(certificate: X509Certificate): string {
  return onOneLine(certificate.subject);
}

/** A certificate may have no subject, and then Node has no text for it. */
function onOneLine(name: string | undefined): string {
  return printable((name ?? '').replaceAll('\n', ', '));
}

async function attempt<Result>(work: () => Promise<Result>): Promise<Result | UserError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
