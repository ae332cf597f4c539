import { describe, expect, it } from 'vitest';
import { type ErrorCode, UserError } from '../../../src/common/errors.ts';
import { toUserError } from '../../../src/net/tls/tlsErrors.ts';

const peer = { host: 'backup.example', port: 8443 };

function errorWith(code: string, message = 'it broke'): Error {
  return Object.assign(new Error(message), { code });
}

const expected: Record<string, ErrorCode> = {
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'host-unreachable',
  ENETUNREACH: 'host-unreachable',
  EADDRNOTAVAIL: 'host-unreachable',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  ETIMEDOUT: 'connection-lost',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-tls',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'tls-protocol-too-old',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'tls-protocol-too-old',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'server-authority-unknown',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'server-certificate-self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'server-authority-unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'server-authority-unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'server-authority-unknown',
  CERT_SIGNATURE_FAILURE: 'server-authority-unknown',
  CERT_HAS_EXPIRED: 'server-certificate-expired',
  CERT_NOT_YET_VALID: 'server-certificate-not-yet-valid',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'client-certificate-required',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'client-certificate-refused',
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: 'client-certificate-refused',
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE': 'client-certificate-refused',
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED': 'client-certificate-expired-there',
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_REVOKED': 'client-certificate-revoked',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: 'client-certificate-revoked',
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN': 'client-certificate-refused',
  'ERR_SSL_SSL/TLS_ALERT_UNSUPPORTED_CERTIFICATE': 'client-certificate-refused',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'client-certificate-refused',
  INVALID_PURPOSE: 'server-certificate-wrong-use',
  INVALID_CA: 'server-issuer-not-allowed',
  PATH_LENGTH_EXCEEDED: 'server-issuer-not-allowed',
  CERT_REVOKED: 'tls-failed',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': 'tls-nothing-in-common',
  'ERR_SSL_SSL/TLS_ALERT_NOBODY_KNOWS': 'tls-failed',
  ERR_SSL_UNEXPECTED_MESSAGE: 'tls-failed',
};

describe('an error of a socket', () => {
  it.each(Object.entries(expected))('%s is told as %s', (code, told) => {
    const error = errorWith(code);
    expect(toUserError(error, peer, 'ca.crt')).toMatchObject({ code: told, facts: peer, cause: error });
  });

  it.each(['EE certificate key too weak', 'CA signature digest algorithm too weak'])(
    'without a code of its own is known by its words: %s',
    (words) => {
      const error = errorWith('UNSPECIFIED', words);
      expect(toUserError(error, peer, 'ca.crt').code).toBe('server-certificate-too-weak');
    },
  );

  it('that nobody knows is told with its own words', () => {
    const facts = (error: unknown) => toUserError(error, peer, 'ca.crt').facts;
    expect(facts(new Error('odd'))).toEqual({ ...peer, reason: 'odd' });
    expect(facts(Object.assign(new Error('long'), { reason: 'short' }))).toEqual({
      ...peer,
      reason: 'short',
    });
    expect(facts('text')).toEqual({ ...peer, reason: 'text' });
  });

  it('that is told already stays as it is', () => {
    const error = new UserError('not-tls', peer);
    expect(toUserError(error, peer, 'ca.crt')).toBe(error);
  });

  it.each([
    [['ECONNREFUSED', 'ECONNREFUSED'], 'connection-refused'],
    [['ENETUNREACH', 'ECONNREFUSED'], 'connection-refused'],
    [['ENETUNREACH', 'EHOSTUNREACH'], 'host-unreachable'],
    [['ERR_SOCKET_CONNECTION_TIMEOUT', 'ENETUNREACH'], 'connection-lost'],
  ] as const)('for each of several addresses, %j, is told as %s', (codes, told) => {
    const error = new AggregateError(codes.map((code) => errorWith(code)));
    expect(toUserError(error, peer, 'ca.crt').code).toBe(told);
  });
});
