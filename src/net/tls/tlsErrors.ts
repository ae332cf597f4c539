import { systemCode, UserError } from '../../common/errors.ts';
import type { Peer } from '../peer.ts';

/** Errors that are told by the peer alone. */
type PeerCode =
  | 'host-unknown'
  | 'connection-refused'
  | 'host-unreachable'
  | 'connection-lost'
  | 'not-tls'
  | 'tls-protocol-too-old'
  | 'tls-nothing-in-common'
  | 'server-issuer-not-allowed'
  | 'server-certificate-wrong-use'
  | 'server-certificate-too-weak'
  | 'server-certificate-expired'
  | 'server-certificate-not-yet-valid'
  | 'client-certificate-required'
  | 'client-certificate-refused'
  | 'client-certificate-expired-there'
  | 'client-certificate-revoked';
type AuthorityCode = 'server-authority-unknown' | 'server-certificate-self-signed';

/** What a server says in an alert (RFC 8446, section 6.2). Its name follows a prefix that differs by version. */
const alerts: Readonly<Record<string, PeerCode>> = {
  CERTIFICATE_REQUIRED: 'client-certificate-required',
  CERTIFICATE_EXPIRED: 'client-certificate-expired-there',
  CERTIFICATE_REVOKED: 'client-certificate-revoked',
  UNKNOWN_CA: 'client-certificate-refused',
  ACCESS_DENIED: 'client-certificate-refused',
  BAD_CERTIFICATE: 'client-certificate-refused',
  CERTIFICATE_UNKNOWN: 'client-certificate-refused',
  UNSUPPORTED_CERTIFICATE: 'client-certificate-refused',
  PROTOCOL_VERSION: 'tls-protocol-too-old',
  HANDSHAKE_FAILURE: 'tls-nothing-in-common',
  INSUFFICIENT_SECURITY: 'tls-nothing-in-common',
};

const codes: Readonly<Record<string, PeerCode>> = {
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  EAI_NONAME: 'host-unknown',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'host-unreachable',
  ENETUNREACH: 'host-unreachable',
  EADDRNOTAVAIL: 'host-unreachable',
  EHOSTDOWN: 'host-unreachable',
  ENETDOWN: 'host-unreachable',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  ECONNABORTED: 'connection-lost',
  ETIMEDOUT: 'connection-lost',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-tls',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'tls-protocol-too-old',
  INVALID_CA: 'server-issuer-not-allowed',
  PATH_LENGTH_EXCEEDED: 'server-issuer-not-allowed',
  INVALID_PURPOSE: 'server-certificate-wrong-use',
  CERT_HAS_EXPIRED: 'server-certificate-expired',
  CERT_NOT_YET_VALID: 'server-certificate-not-yet-valid',
};

/** Node has no codes of its own for these: they come as `UNSPECIFIED`. */
const sentences: Readonly<Record<string, PeerCode>> = {
  'EE certificate key too weak': 'server-certificate-too-weak',
  'CA certificate key too weak': 'server-certificate-too-weak',
  'CA signature digest algorithm too weak': 'server-certificate-too-weak',
  'key usage does not include certificate signing': 'server-issuer-not-allowed',
};

const authorityCodes: Readonly<Record<string, AuthorityCode>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'server-certificate-self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'server-authority-unknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'server-authority-unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'server-authority-unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'server-authority-unknown',
  CERT_SIGNATURE_FAILURE: 'server-authority-unknown',
};

/** Turns an error of a socket into the sentence that fits it; what is unknown becomes `tls-failed`. */
export function toUserError(error: unknown, peer: Peer, authorityPath: string): UserError {
  if (error instanceof UserError) return error;
  const code = codeOf(error) ?? '';
  const options = { cause: error };
  const ofAuthority = authorityCodes[code];
  if (ofAuthority) return new UserError(ofAuthority, { ...peer, authorityPath }, options);
  const alert = /^ERR_SSL_.*_ALERT_(.+)$/.exec(code)?.[1] ?? '';
  const ofPeer = codes[code] ?? alerts[alert] ?? sentences[reasonOf(error)];
  if (ofPeer) return new UserError(ofPeer, peer, options);
  return new UserError('tls-failed', { ...peer, reason: reasonOf(error) }, options);
}

/** The code of an error of a socket; of several, one for each address that was tried, the most telling. */
export function codeOf(error: unknown): string | undefined {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  const found = errors
    .map(systemCode)
    .map((code) => (code === 'ERR_SOCKET_CONNECTION_TIMEOUT' ? 'ETIMEDOUT' : code));
  return ['ECONNREFUSED', 'ETIMEDOUT'].find((code) => found.includes(code)) ?? found[0];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
