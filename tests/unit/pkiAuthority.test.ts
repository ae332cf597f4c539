import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAuthority, loadAuthority } from '../../src/pki/authority.ts';
import { inspectCertificate } from '../../src/pki/inspect.ts';
import { issueCertificate } from '../../src/pki/issue.ts';

const authority = await createAuthority({ commonName: 'Test authority' });

/** Whole days from the first moment of validity to the last. */
function lifeOf(certificatePem: string): number {
  const { notBefore, daysLeft } = inspectCertificate(certificatePem, 'ada.crt');
  return daysLeft(notBefore);
}

describe('an authority', () => {
  it('is a self-signed P-256 certificate that may sign, for ten years', () => {
    const certificate = new X509Certificate(authority.certificatePem);
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(lifeOf(authority.certificatePem)).toBe(3650);
  });

  it('carries a name with punctuation and accents as it was given', async () => {
    const { certificatePem } = await createAuthority({ commonName: '#1, "Zoé" + CN=x' });
    expect(new X509Certificate(certificatePem).toLegacyObject().subject).toEqual({ CN: '#1, "Zoé" + CN=x' });
  });

  it('can be loaded from its PEM texts and issues certificates that verify', async () => {
    const loaded = loadAuthority(authority.certificatePem, authority.privateKeyPem);
    const { certificatePem } = await issueCertificate(loaded, { kind: 'client', commonName: 'alice' });
    const issuer = new X509Certificate(authority.certificatePem);
    const issued = new X509Certificate(certificatePem);
    expect(issued.checkIssued(issuer)).toBe(true);
    expect(issued.verify(issuer.publicKey)).toBe(true);
  });

  it.each(['', ' padded ', 'line\nbreak', 'x'.repeat(65)])('refuses the name %j', async (commonName) => {
    await expect(createAuthority({ commonName })).rejects.toMatchObject({ code: 'usage' });
  });

  it.each([0, -1, 1.5, 36_501, Number.NaN])('refuses to live %d days', async (days) => {
    await expect(createAuthority({ commonName: 'x', days })).rejects.toMatchObject({ code: 'usage' });
  });

  it('can live beyond 2050, where certificates write dates another way', async () => {
    const { certificatePem } = await createAuthority({ commonName: 'x', days: 36_500 });
    expect(lifeOf(certificatePem)).toBe(36_500);
  });

  it('is refused with the key of another, with no key, or when it is not an authority', async () => {
    const other = await createAuthority({ commonName: 'Other' });
    const leaf = await issueCertificate(authority, { kind: 'client', commonName: 'alice' });
    const usage = expect.objectContaining({ code: 'usage' });
    expect(() => loadAuthority(authority.certificatePem, other.privateKeyPem)).toThrow(usage);
    expect(() => loadAuthority(authority.certificatePem, 'nothing')).toThrow(usage);
    expect(() => loadAuthority(leaf.certificatePem, leaf.privateKeyPem)).toThrow(usage);
  });
});

describe('an issued certificate', () => {
  const request = {
    kind: 'server',
    commonName: 'backup server',
    dnsNames: ['Backup.Example.org', 'localhost'],
    ipAddresses: ['192.0.2.7', '::1', '::ffff:192.0.2.8'],
  } as const;

  it('of a server names its hosts and addresses and serves nothing but TLS servers', async () => {
    const { certificatePem, privateKeyPem } = await issueCertificate(authority, request);
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.checkHost('backup.example.org')).toBeDefined();
    expect(certificate.checkHost('other.example.org')).toBeUndefined();
    expect(certificate.checkIP('192.0.2.7')).toBeDefined();
    expect(certificate.checkIP('::1')).toBeDefined();
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(privateKeyPem).toContain('BEGIN PRIVATE KEY');
  });

  it('of a client serves nothing but TLS clients and needs no host', async () => {
    const { certificatePem } = await issueCertificate(authority, { kind: 'client', commonName: 'alice' });
    expect(new X509Certificate(certificatePem).keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  });

  it('is valid from a few minutes ago for 397 days, with a serial number of its own', async () => {
    const one = await issueCertificate(authority, request);
    const other = await issueCertificate(authority, request);
    const facts = inspectCertificate(one.certificatePem, 'ada.crt');
    expect(lifeOf(one.certificatePem)).toBe(397);
    expect(Date.now() - facts.notBefore.getTime()).toBeGreaterThan(4 * 60_000);
    expect(new X509Certificate(one.certificatePem).serialNumber).not.toBe(
      new X509Certificate(other.certificatePem).serialNumber,
    );
  });

  it('never outlives its authority', async () => {
    const short = await createAuthority({ commonName: 'short', days: 10 });
    const { certificatePem } = await issueCertificate(short, request);
    expect(inspectCertificate(certificatePem, 'ada.crt').notAfter).toEqual(
      inspectCertificate(short.certificatePem, 'ada.crt').notAfter,
    );
  });

  it('of a server needs a host name or an address', async () => {
    const issued = issueCertificate(authority, { kind: 'server', commonName: 'x' });
    await expect(issued).rejects.toMatchObject({ code: 'usage' });
  });

  it.each([
    '',
    'a b',
    '-a',
    'a..b',
    '*.example.org',
    '127.0.0.1',
    '0x7f.1',
    'bücher.example',
    `${'a'.repeat(64)}.org`,
  ])('refuses the host name %j', async (name) => {
    const issued = issueCertificate(authority, { kind: 'server', commonName: 'x', dnsNames: [name] });
    await expect(issued).rejects.toMatchObject({ code: 'usage' });
  });

  it.each(['', '1.2.3', '256.1.1.1', 'fe80::1%eth0', '[::1]', 'localhost'])(
    'refuses the address %j',
    async (address) => {
      const issued = issueCertificate(authority, { kind: 'server', commonName: 'x', ipAddresses: [address] });
      await expect(issued).rejects.toMatchObject({ code: 'usage' });
    },
  );
});
