import { readFile } from 'node:fs/promises';
import { systemCode } from '../../../common/errors.ts';
import { fileExists } from '../../../common/fileExists.ts';
import { homePaths } from '../../../config/home.ts';
import { inspectCertificate } from '../../../pki/inspect.ts';
import type { CertificateState } from '../loginState.ts';

/** Looks at the client certificate of a home folder; null where it is in a key store, which is opened at login. */
export async function lookAtCertificate(home: string, now: Date): Promise<CertificateState | null> {
  const { clientCertificate: path, clientKeyStore } = homePaths(home);
  try {
    const { notBefore, notAfter, daysLeft } = inspectCertificate(await readFile(path, 'utf8'));
    if (notAfter <= now) return { kind: 'expired', date: notAfter };
    if (notBefore > now) return { kind: 'not-yet-valid', date: notBefore };
    return { kind: 'valid', days: daysLeft(now) };
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') return { kind: 'unusable', path };
    return (await fileExists(clientKeyStore)) ? null : { kind: 'missing', path };
  }
}
