import { expect, it } from 'vitest';
import { createAuthority } from '../../src/pki/authority.ts';
import { inspectCertificate } from '../../src/pki/inspect.ts';
import { issueCertificate } from '../../src/pki/issue.ts';

const authority = await createAuthority({ commonName: 'Test authority' });

it('tells who a certificate is for, who issued it and what it names', async () => {
  const { certificatePem } = await issueCertificate(authority, {
    kind: 'server',
    commonName: 'server',
    dnsNames: ['localhost', 'example.org'],
    ipAddresses: ['127.0.0.1', '2001:db8::1'],
  });
  expect(inspectCertificate(certificatePem, 'ada.crt')).toMatchObject({
    subject: 'CN=server',
    issuer: 'CN=Test authority',
    isAuthority: false,
    dnsNames: ['localhost', 'example.org'],
    ipAddresses: ['127.0.0.1', '2001:db8::1'],
    fingerprint256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    serial: expect.stringMatching(/^[0-9A-F]+$/),
    purposes: ['server'],
  });
});

it('tells an authority, which names no host', () => {
  expect(inspectCertificate(authority.certificatePem, 'ada.crt')).toMatchObject({
    isAuthority: true,
    purposes: ['authority'],
    dnsNames: [],
    ipAddresses: [],
  });
});

it('counts whole days: 0 on the last one, negative afterwards', () => {
  const { notAfter, daysLeft } = inspectCertificate(authority.certificatePem, 'ada.crt');
  const hour = 60 * 60 * 1000;
  expect(daysLeft(new Date(notAfter.getTime() - 25 * hour))).toBe(1);
  expect(daysLeft(new Date(notAfter.getTime() - hour))).toBe(0);
  expect(daysLeft(new Date(notAfter.getTime() + hour))).toBe(-1);
});

it('refuses what is not a certificate', () => {
  expect(() => inspectCertificate('nothing', 'ada.crt')).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => inspectCertificate(authority.privateKeyPem, 'ada.crt')).toThrow(
    expect.objectContaining({ code: 'usage' }),
  );
});
