import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../../src/pki/authority.ts';
import { initAuthority, issueToFolder } from '../../src/pki/files.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import { readRevocationList, serialOf } from '../../src/pki/revocationList.ts';
import { revoke } from '../../src/pki/revoke.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pki-revoke-'));
  await initAuthority(folder, { commonName: 'Authority' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function issue(name: string): Promise<X509Certificate> {
  const outFolder = await mkdtemp(join(folder, 'out-'));
  const { certificatePath } = await issueToFolder(folder, { kind: 'client', name, outFolder });
  return new X509Certificate(await readFile(certificatePath));
}

async function list() {
  const [pem, authorityPem] = await Promise.all(
    ['authority.crl', 'authority.crt'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return readRevocationList(pem ?? '', authorityPem ?? '');
}

describe('revoking', () => {
  it('finds a certificate by its name, and writes a list that TLS understands', async () => {
    const ada = await issue('ada');
    await issue('bob');
    const copy = join(folder, 'server', 'certs', 'ca.crl');
    const revoked = await revoke(folder, 'ada', [copy]);
    expect(revoked).toEqual({
      paths: [join(folder, 'authority.crl'), copy],
      certificates: [{ subject: 'CN=ada', serial: ada.serialNumber, isNew: true }],
    });
    const pem = await readFile(copy, 'utf8');
    expect(pem).toBe(await readFile(join(folder, 'authority.crl'), 'utf8'));
    expect(pem).toMatch(/^-----BEGIN X509 CRL-----\n/);
    expect((await stat(copy)).mode & 0o777).toBe(0o644);
    expect(() => createSecureContext({ crl: pem })).not.toThrow();
    expect((await list()).revocations.map(({ serial }) => serial)).toEqual([serialOf(ada)]);
  });

  it.each([
    ['serial number', ({ serialNumber }: X509Certificate) => serialNumber.toLowerCase()],
    ['fingerprint', ({ fingerprint256 }: X509Certificate) => fingerprint256],
  ])('finds a certificate by its %s', async (_, wanted) => {
    const ada = await issue('ada');
    const { certificates } = await revoke(folder, wanted(ada));
    expect(certificates).toMatchObject([{ subject: 'CN=ada' }]);
  });

  it('finds a certificate by its name where a folder has the same one', async () => {
    const name = join(folder, 'ada');
    await issue(name);
    await mkdir(name);
    const { certificates } = await revoke(folder, name);
    expect(certificates).toMatchObject([{ isNew: true }]);
  });

  it('takes the file of a certificate of this authority, and of no other', async () => {
    const ada = await issue('ada');
    const path = join(folder, 'ada.pem');
    await writeFile(path, ada.toString());
    expect((await revoke(folder, path)).certificates).toMatchObject([{ isNew: true }]);
    const stranger = await createAuthority({ commonName: 'Authority' });
    const { certificatePem } = await issueCertificate(stranger, { kind: 'client', commonName: 'eve' });
    await writeFile(path, certificatePem);
    await expect(revoke(folder, path)).rejects.toMatchObject({ code: 'usage' });
    await writeFile(path, 'nothing');
    await expect(revoke(folder, path)).rejects.toMatchObject({ code: 'usage' });
  });

  it('adds to the list, once, with a number that grows', async () => {
    const first = await issue('ada');
    const second = await issue('ada');
    const third = await issue('bob');
    const { certificates } = await revoke(folder, first.serialNumber);
    expect(certificates).toMatchObject([{ isNew: true }]);
    const again = await revoke(folder, 'ada');
    expect(again.certificates.map(({ isNew }) => isNew).toSorted()).toEqual([false, true]);
    const before = await list();
    await revoke(folder, 'bob');
    const after = await list();
    expect(after.revocations.map(({ serial }) => serial)).toEqual([first, second, third].map(serialOf));
    expect(after.revocations.slice(0, 2)).toEqual(before.revocations);
    expect([before.number, after.number]).toEqual([2n, 3n]);
  });

  it('says so when nothing by that name was issued', async () => {
    await expect(revoke(folder, 'nobody')).rejects.toMatchObject({
      code: 'certificate-unknown',
      facts: { wanted: 'nobody' },
    });
  });

  it('does not go on from a list that is damaged', async () => {
    await issue('ada');
    await writeFile(join(folder, 'authority.crl'), 'damaged');
    await expect(revoke(folder, 'ada')).rejects.toMatchObject({ code: 'usage' });
    expect(await readFile(join(folder, 'authority.crl'), 'utf8')).toBe('damaged');
  });
});

describe('a revocation list', () => {
  it('is read with any number of entries and as long a life as the authority', async () => {
    for (let at = 0; at < 20; at += 1) await issue('ada');
    await revoke(folder, 'ada');
    expect((await list()).revocations).toHaveLength(20);
    const { revocations } = await list();
    for (const { at } of revocations) expect(Math.abs(Date.now() - at.getTime())).toBeLessThan(60_000);
  });

  it('is refused when it was signed by another, changed or cut', async () => {
    await issue('ada');
    await revoke(folder, 'ada');
    const pem = await readFile(join(folder, 'authority.crl'), 'utf8');
    const own = await readFile(join(folder, 'authority.crt'), 'utf8');
    const stranger = await createAuthority({ commonName: 'Authority' });
    const usage = expect.objectContaining({ code: 'usage' });
    expect(() => readRevocationList(pem, stranger.certificatePem)).toThrow(usage);
    expect(() => readRevocationList(pem.replace('X509 CRL', 'CRL').replace('X509 CRL', 'CRL'), own)).toThrow(
      usage,
    );
    const lines = pem.split('\n');
    for (let line = 1; line < lines.length - 2; line += 1) {
      const changed = lines.map((text, at) =>
        at === line ? text.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) : text,
      );
      expect(() => readRevocationList(changed.join('\n'), own)).toThrow(usage);
      expect(() => readRevocationList(lines.toSpliced(line, 1).join('\n'), own)).toThrow(usage);
    }
  });
});
