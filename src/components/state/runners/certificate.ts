import { readFile } from 'node:fs/promises';
import { systemCode } from '../../../common/errors.ts';
import { homePaths } from '../../../config/home.ts';
import { inspectCertificate } from '../../../pki/inspect.ts';
import type { CertificateState } from '../loginState.ts';

/** Looks at the client certificate of a home folder. */
export async function lookAtCertificate(home: string, now: Date): Promise<CertificateState> {
  const path = homePaths(home).clientCertificate;
  try {
    const { notBefore, notAfter, daysLeft } = inspectCertificate(await readFile(path, 'utf8'));
    if (notAfter <= now) return { kind: 'expired', date: notAfter };
    if (notBefore > now) return { kind: 'not-yet-valid', date: notBefore };
    return { kind: 'valid', days: daysLeft(now) };
  } catch (error) {
    return { kind: systemCode(error) === 'ENOENT' ? 'missing' : 'unusable', path };
  }
}
