import { systemCode, UserError } from '../../common/errors.ts';
import type { Peer } from '../peer.ts';

/** What a server says, in an alert, when it does not take our certificate (RFC 8446, section 6.2). */
const refusalAlerts = new Set([
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED',
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED',
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_REVOKED',
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN',
  'ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE',
  'ERR_SSL_SSL/TLS_ALERT_UNSUPPORTED_CERTIFICATE',
]);

/** Turns an error of a socket into the sentence that fits it; what is unknown becomes `tls-failed`. */
export function toUserError(error: unknown, peer: Peer, authorityPath: string): UserError {
  if (error instanceof UserError) return error;
  const code = codeOf(error);
  const options = { cause: error };
  if (code !== undefined && refusalAlerts.has(code))
    return new UserError('client-certificate-refused', peer, options);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NONAME':
      return new UserError('host-unknown', peer, options);
    case 'ECONNREFUSED':
      return new UserError('connection-refused', peer, options);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return new UserError('host-unreachable', peer, options);
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
    case 'ETIMEDOUT':
      return new UserError('connection-lost', peer, options);
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return new UserError('not-tls', peer, options);
    case 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION':
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
      return new UserError('tls-protocol-too-old', peer, options);
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
      return new UserError('server-authority-unknown', { ...peer, authorityPath }, options);
    case 'CERT_HAS_EXPIRED':
      return new UserError('server-certificate-expired', peer, options);
    case 'CERT_NOT_YET_VALID':
      return new UserError('server-certificate-not-yet-valid', peer, options);
    default:
      return new UserError('tls-failed', { ...peer, reason: reasonOf(error) }, options);
  }
}

/** The code of an error of a socket; of several, one for each address that was tried, the most telling. */
export function codeOf(error: unknown): string | undefined {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  const codes = errors
    .map(systemCode)
    .map((code) => (code === 'ERR_SOCKET_CONNECTION_TIMEOUT' ? 'ETIMEDOUT' : code));
  return ['ECONNREFUSED', 'ETIMEDOUT'].find((code) => codes.includes(code)) ?? codes[0];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
