import { verify, X509Certificate } from 'node:crypto';
import { UserError } from '../common/errors.ts';
import {
  bitsOf,
  childrenOf,
  type DerElement,
  derTag,
  integerOf,
  objectIdentifierOf,
  readDer,
} from '../common/pkcs12/der.ts';
import { pemBlocks, pemContent } from './pem.ts';

/** RFC 7468, section 6: OpenSSL reads a list under no other label. */
export const revocationListLabel = 'X509 CRL';

/** The hashes of the signatures that are accepted, by their object identifiers (RFC 5758, RFC 8017). */
const hashes: Readonly<Record<string, string>> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
};

/** One certificate that is no longer to be trusted. */
export interface Revocation {
  readonly serial: bigint;
  readonly at: Date;
}

/** What an authority has taken back (RFC 5280, section 5). */
export interface RevocationList {
  readonly pem: string;
  readonly number: bigint;
  readonly revocations: readonly Revocation[];
}

/**
 * Reads a list and checks that the authority has signed it.
 *
 * @throws {UserError} `usage` when it is not such a list
 */
export function readRevocationList(pem: string, authorityPem: string): RevocationList {
  try {
    const [block, ...others] = pemBlocks(pem, revocationListLabel);
    if (block === undefined || others.length > 0)
      throw new Error(`not one PEM block "${revocationListLabel}"`);
    const [signed, algorithm, signature] = childrenOf(readDer(pemContent(block)));
    const hash = hashes[objectIdentifierOf(childrenOf(algorithm)[0])];
    const { publicKey } = new X509Certificate(authorityPem);
    if (signed === undefined || hash === undefined) throw new Error('an unknown kind of signature');
    if (!verify(hash, signed.bytes, publicKey, bitsOf(signature)))
      throw new Error('not signed by the authority');
    return { pem: block, ...contentOfList(childrenOf(signed)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('usage', { problem: 'revocation-list', reason }, { cause: error });
  }
}

/** The serial number of a certificate. */
export function serialOf(certificate: X509Certificate): bigint {
  return BigInt(`0x${certificate.serialNumber}`);
}

function contentOfList(elements: readonly DerElement[]): Omit<RevocationList, 'pem'> {
  // [version], algorithm, issuer, this update, [next update], [revoked certificates], [extensions]
  const [, , entries] = elements.filter(({ tag }) => tag === derTag.sequence);
  const revocations = (entries === undefined ? [] : childrenOf(entries)).map((entry) => {
    const [serial, at] = childrenOf(entry);
    return { serial: integerOf(serial), at: timeOf(at) };
  });
  return { revocations, number: numberOf(elements.at(-1)) };
}

/** The CRL number extension (RFC 5280, section 5.2.3); 0 without one. */
function numberOf(extensions: DerElement | undefined): bigint {
  if (extensions?.tag !== 0xa0) return 0n;
  for (const extension of childrenOf(readDer(extensions.content))) {
    const [identifier, ...values] = childrenOf(extension);
    if (objectIdentifierOf(identifier) !== '2.5.29.20') continue;
    const value = values.at(-1);
    if (value?.tag === derTag.octetString) return integerOf(readDer(value.content));
  }
  return 0n;
}

/** `YYMMDDhhmmssZ` from 1950 to 2049, `YYYYMMDDhhmmssZ` (RFC 5280, section 4.1.2.5). */
function timeOf(element: DerElement | undefined): Date {
  const text = element?.content.toString('latin1') ?? '';
  const century = Number(text.slice(0, 2)) < 50 ? '20' : '19';
  const digits = element?.tag === derTag.utcTime ? `${century}${text}` : text;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
