import { createPrivateKey } from 'node:crypto';
import type { ErrorCode } from '../../../src/common/errors.ts';
import { type Forged, forge, revoke } from '../../support/forge.ts';
import { type FaultyServer, type OpensslServer, startNothing, startOpenssl, startTcp } from './servers.ts';

/** What can be wrong between a client and a server, and what the client says of it. */
export interface Fault {
  readonly what: string;
  readonly start: () => Promise<FaultyServer>;
  /** What the user types; 127.0.0.1 where absent. */
  readonly host?: string;
  /** What is in `certs/` of the home, where it is not what it should be; null leaves a file out. */
  readonly home?: Partial<Readonly<Record<'cert' | 'key' | 'ca', string | null>>>;
  /** Null where the login succeeds. */
  readonly code: ErrorCode | null;
  readonly exitCode: 0 | 3 | 4;
  /** HOST and PORT stand for those of the server, CERTS for the folder, DAY for a date. */
  readonly sentence: string;
}

export const authority = await forge({ subject: 'Authority', isAuthority: true });
export const ada = await forge({ subject: 'ada', issuer: authority, purpose: 'client', names: [] });
const stranger = await forge({ subject: 'Stranger', isAuthority: true });
const between = await forge({ subject: 'Between', issuer: authority, isAuthority: true });
const below = await forge({ issuer: between });
const sound = await forge({ subject: 'sound', issuer: authority });
const noAuthority = await forge({ subject: 'no authority', issuer: authority, usage: 'issuing' });
const expiredBetween = await forge({
  subject: 'Expired between',
  issuer: authority,
  isAuthority: true,
  from: -9,
  to: -2,
});
const belowExpired = await forge({ issuer: expiredBetween });

const homeOf = ({ cert, key }: Forged) => ({ cert, key });
const lockedKey = createPrivateKey(ada.key)
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString();

/** A server with that certificate of our authority, made to measure. */
const serves = (wanted: Parameters<typeof forge>[0], more: Partial<OpensslServer> = {}) => {
  return async () => startOpenssl({ identity: await forge({ issuer: authority, ...wanted }), ...more });
};
const withOptions = (...options: readonly string[]) => {
  return () => startOpenssl({ identity: sound, options });
};
/** A server that asks for our certificate, and checks it. */
const demands = (issuer: Forged, ...options: readonly string[]) => {
  const files = { CAfile: issuer.cert };
  return () =>
    startOpenssl({ identity: sound, files, options: ['-Verify', '2', '-verify_return_error', ...options] });
};
const dns = (...names: readonly string[]) => names.map((value) => ({ type: 'dns', value }) as const);

const works = {
  code: null,
  exitCode: 0,
  sentence: 'Logged in as ada on HOST:PORT over TLSv1.3; our certificate is good for 59 more days.',
} as const;
const unknownAuthority = {
  code: 'server-authority-unknown',
  exitCode: 3,
  sentence: 'The certificate of HOST:PORT was not issued by your authority (CERTS/ca.crt).',
} as const;
const mayNotIssue = {
  code: 'server-issuer-not-allowed',
  exitCode: 3,
  sentence: 'The certificate of HOST:PORT was issued by one that may not issue certificates.',
} as const;
const isOfNoUse = {
  code: 'server-certificate-wrong-use',
  exitCode: 3,
  sentence: 'The certificate of HOST:PORT is not for servers, or was issued by one that is no authority.',
} as const;
const hasExpired = {
  code: 'server-certificate-expired',
  exitCode: 3,
  sentence: 'The certificate of HOST:PORT, or one that it rests on, has expired.',
} as const;
const isTooWeak = {
  code: 'server-certificate-too-weak',
  exitCode: 3,
  sentence: 'The certificate of HOST:PORT could be forged: its key or its signature is too weak.',
} as const;
const isTooOld = {
  code: 'tls-protocol-too-old',
  exitCode: 3,
  sentence: 'HOST:PORT speaks only TLS versions older than 1.2.',
} as const;
const hasNothingInCommon = {
  code: 'tls-nothing-in-common',
  exitCode: 3,
  sentence: 'HOST:PORT found nothing in common with us: no cipher, or no kind of certificate.',
} as const;
const isNotTls = {
  code: 'not-tls',
  exitCode: 3,
  sentence: 'What answers at HOST:PORT does not speak TLS.',
} as const;
const refused = {
  code: 'client-certificate-refused',
  exitCode: 3,
  sentence: 'HOST:PORT refused our client certificate.',
} as const;
const isFor = (names: string) =>
  ({
    code: 'server-name-mismatch',
    exitCode: 3,
    sentence: `The server's certificate is not for HOST, but for ${names}.`,
  }) as const;

export const faults: readonly Fault[] = [
  // the way to the server
  {
    what: 'nobody listens on the port',
    start: startNothing,
    code: 'connection-refused',
    exitCode: 3,
    sentence: 'HOST refuses connections on port PORT.',
  },
  {
    what: 'no server has that name',
    start: startNothing,
    host: 'nowhere.invalid',
    code: 'host-unknown',
    exitCode: 3,
    sentence: 'No server is known by the name HOST.',
  },
  {
    what: 'the server is silent',
    start: () => startTcp(() => {}),
    code: 'connection-timed-out',
    exitCode: 3,
    sentence: 'HOST:PORT did not answer within 10 s (silent during the TLS handshake).',
  },
  {
    what: 'the port closes at once',
    start: () => startTcp((socket) => socket.destroy()),
    code: 'connection-lost',
    exitCode: 3,
    sentence: 'The connection to HOST:PORT broke off.',
  },
  {
    what: 'the port is one for plain HTTP',
    start: () =>
      startTcp((socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')),
      ),
    ...isNotTls,
  },
  {
    what: 'the port is one for SSH',
    start: () => startTcp((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')),
    ...isNotTls,
  },
  {
    what: 'the server knows TLS 1.1 at most',
    start: withOptions('-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0'),
    ...isTooOld,
  },
  {
    what: 'the server knows TLS 1.0 at most',
    start: withOptions('-tls1', '-cipher', 'DEFAULT@SECLEVEL=0'),
    ...isTooOld,
  },
  {
    what: 'no cipher of TLS 1.2 in common',
    start: withOptions('-tls1_2', '-cipher', 'ECDHE-ECDSA-CAMELLIA128-SHA256'),
    ...hasNothingInCommon,
  },
  {
    what: 'no cipher of TLS 1.3 in common',
    start: withOptions('-tls1_3', '-ciphersuites', 'TLS_AES_128_CCM_SHA256'),
    ...hasNothingInCommon,
  },

  // who issued the server's certificate
  {
    what: "the server's certificate is self-signed",
    start: async () => startOpenssl({ identity: await forge({}) }),
    code: 'server-certificate-self-signed',
    exitCode: 3,
    sentence: 'HOST:PORT signed its certificate itself; your authority (CERTS/ca.crt) did not.',
  },
  { what: 'issued by another authority', start: serves({ issuer: stranger }), ...unknownAuthority },
  {
    what: 'issued by another authority, which is sent along',
    start: serves({ issuer: stranger }, { chain: [stranger] }),
    ...unknownAuthority,
  },
  {
    what: 'issued by an authority between, which is not sent along',
    start: () => startOpenssl({ identity: below }),
    ...unknownAuthority,
  },
  {
    what: 'issued by an authority between, which is sent along',
    start: () => startOpenssl({ identity: below, chain: [between] }),
    ...works,
  },
  {
    what: 'issued by a certificate that is no authority',
    start: serves({ issuer: noAuthority }, { chain: [noAuthority] }),
    ...isOfNoUse,
  },
  {
    what: 'issued by a certificate whose key must not issue any',
    start: serves({ issuer: sound }, { chain: [sound] }),
    ...mayNotIssue,
  },
  {
    what: 'our own authority has expired',
    start: withOptions(),
    home: { ca: (await forge({ subject: 'Authority', isAuthority: true, from: -9, to: -2 })).cert },
    code: 'authority-expired',
    exitCode: 3,
    sentence: 'The authority in CERTS/ca.crt expired on DAY.',
  },

  // when it is valid
  { what: "the server's certificate has expired", start: serves({ from: -9, to: -2 }), ...hasExpired },
  {
    what: 'the authority between has expired',
    start: () => startOpenssl({ identity: belowExpired, chain: [expiredBetween] }),
    ...hasExpired,
  },
  {
    what: "the server's certificate is not valid yet",
    start: serves({ from: 2 }),
    code: 'server-certificate-not-yet-valid',
    exitCode: 3,
    sentence: 'The certificate of HOST:PORT, or one that it rests on, is not valid yet.',
  },

  // whom it is for
  {
    what: 'for another name',
    start: serves({ names: dns('other.test') }),
    host: 'backup.test',
    ...isFor('other.test'),
  },
  {
    what: 'for a name, the address being typed',
    start: serves({ names: dns('backup.test') }),
    ...isFor('backup.test'),
  },
  {
    what: 'with a common name alone',
    start: serves({ names: [], subject: '127.0.0.1' }),
    ...isFor('no name at all'),
  },
  {
    what: 'for `*.backup.test`, `a.backup.test` being typed',
    start: serves({ names: dns('*.backup.test') }),
    host: 'a.backup.test',
    ...works,
  },
  {
    what: 'for `*.backup.test`, `a.b.backup.test` being typed',
    start: serves({ names: dns('*.backup.test') }),
    host: 'a.b.backup.test',
    ...isFor('*.backup.test'),
  },
  {
    what: 'for `*.backup.test`, `backup.test` being typed',
    start: serves({ names: dns('*.backup.test') }),
    host: 'backup.test',
    ...isFor('*.backup.test'),
  },
  {
    what: 'for the IPv6 address that was typed',
    start: serves({ names: [{ type: 'ip', value: '::1' }] }, { host: '::1' }),
    host: '::1',
    ...works,
  },
  {
    what: 'for another IPv6 address',
    start: serves({ names: [{ type: 'ip', value: '2001:db8::1' }] }, { host: '::1' }),
    host: '::1',
    ...isFor('2001:DB8:0:0:0:0:0:1'),
  },

  // what it is good for
  {
    what: 'made for clients',
    start: serves({ purpose: 'client' }),
    ...isOfNoUse,
  },
  {
    what: 'with a key that must not sign',
    start: serves({ usage: 'nothing' }),
    ...isOfNoUse,
  },
  {
    what: 'with an RSA key of 1024 bits',
    start: serves({ rsaBits: 1024 }, { options: ['-cipher', 'DEFAULT@SECLEVEL=0'] }),
    ...isTooWeak,
  },
  {
    what: 'signed with SHA-1',
    start: serves({ hash: 'SHA-1' }, { options: ['-cipher', 'DEFAULT@SECLEVEL=0'] }),
    ...isTooWeak,
  },

  // our own certificate, before connecting
  {
    what: 'we have no certificate',
    start: withOptions(),
    home: { cert: null },
    code: 'client-certificate-missing',
    exitCode: 3,
    sentence: 'There is no certificate file CERTS/client.crt.',
  },
  {
    what: 'our key is of another certificate',
    start: withOptions(),
    home: { key: stranger.key },
    code: 'client-key-mismatch',
    exitCode: 3,
    sentence: 'The key CERTS/client.key does not belong to the certificate CERTS/client.crt.',
  },
  {
    what: 'our key is encrypted, and nobody gives the passphrase',
    start: withOptions(),
    home: { key: lockedKey },
    code: 'client-key-passphrase-missing',
    exitCode: 4,
    sentence: 'CERTS/client.key asks for a passphrase, and none was given.',
  },
  {
    what: 'our certificate has expired',
    start: withOptions(),
    home: homeOf(await forge({ issuer: authority, purpose: 'client', from: -9, to: -2 })),
    code: 'client-certificate-expired',
    exitCode: 3,
    sentence: 'Our certificate CERTS/client.crt expired on DAY.',
  },
  {
    what: 'our certificate is not valid yet',
    start: withOptions(),
    home: homeOf(await forge({ issuer: authority, purpose: 'client', from: 2 })),
    code: 'client-certificate-not-yet-valid',
    exitCode: 3,
    sentence: 'Our certificate CERTS/client.crt is not valid before DAY.',
  },

  // our own certificate, as the server sees it
  { what: 'our certificate is one that the server knows', start: demands(authority), ...works },
  {
    what: 'our certificate is of an authority that the server does not know',
    start: demands(stranger),
    ...refused,
  },
  {
    what: 'the same over TLS 1.2',
    start: demands(stranger, '-tls1_2'),
    ...refused,
  },
  {
    what: 'our certificate is made for servers',
    start: demands(authority),
    home: homeOf(await forge({ issuer: authority, purpose: 'server' })),
    ...refused,
  },
  {
    what: 'the server takes no certificate of our kind',
    start: demands(authority, '-client_sigalgs', 'rsa_pss_rsae_sha256'),
    code: 'client-certificate-required',
    exitCode: 3,
    sentence: 'HOST:PORT asks for a client certificate, and ours was not of a kind that it takes.',
  },
  {
    what: 'our certificate has expired by the clock of the server',
    start: demands(authority, '-attime', String(Math.floor(Date.now() / 1000) + 90 * 24 * 3600)),
    code: 'client-certificate-expired-there',
    exitCode: 3,
    sentence: 'HOST:PORT says that our client certificate has expired.',
  },
  {
    what: 'our certificate was revoked',
    start: async () =>
      startOpenssl({
        identity: sound,
        files: { CAfile: authority.cert, CRL: await revoke(authority, ada) },
        options: ['-Verify', '2', '-verify_return_error', '-crl_check'],
      }),
    code: 'client-certificate-revoked',
    exitCode: 3,
    sentence: 'HOST:PORT says that our client certificate was revoked.',
  },
];
