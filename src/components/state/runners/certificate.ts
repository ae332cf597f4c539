import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../../common/errors.ts';
import { fileExists } from '../../../common/fileExists.ts';
import { isEncryptedKey } from '../../../common/privateKey.ts';
import { homePaths } from '../../../config/home.ts';
import { inspectCertificate } from '../../../pki/inspect.ts';
import type { Effect } from '../effects.ts';
import type { CertificateState } from '../loginState.ts';
import type { Message } from '../messages.ts';

/** Looks at the client certificate of a home folder, and at what has to be beside it. */
export async function lookAtCertificate(home: string, now: Date): Promise<CertificateState> {
  const { certificates, clientCertificate: path, clientKey, clientKeyStore, authority } = homePaths(home);
  try {
    const { notBefore, notAfter, daysLeft } = inspectCertificate(await readFile(path, 'utf8'), path);
    if (notAfter <= now) return { kind: 'expired', date: notAfter };
    if (notBefore > now) return { kind: 'not-yet-valid', date: notBefore };
    for (const needed of [clientKey, authority]) {
      if (!(await fileExists(needed))) return { kind: 'incomplete', path: needed };
    }
    const isKeyEncrypted = isEncryptedKey(await readFile(clientKey, 'latin1'));
    return { kind: 'valid', days: daysLeft(now), isKeyEncrypted };
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') return { kind: 'unusable', path };
    if (await fileExists(clientKeyStore)) return { kind: 'in-key-store', path: clientKeyStore };
    const request = join(certificates, 'client.csr');
    return (await fileExists(request)) ? { kind: 'requested', path: request } : { kind: 'missing', path };
  }
}

/** Brings a certificate in, and says where it is now. */
export async function importCertificate(
  home: string,
  { path, keyPath, authorityPath, passphrase, replace }: Extract<Effect, { type: 'import-certificate' }>,
): Promise<Message> {
  try {
    const sources = {
      path,
      passphrase: async () => passphrase,
      ...(keyPath === null ? {} : { keyPath }),
      ...(authorityPath === null ? {} : { authorityPath }),
    };
    const { importPair } = await import('../../../pki/importPair.ts');
    const imported = await importPair(sources, homePaths(home).certificates, { replace });
    return { type: 'certificate-imported', path: imported.certificatePath };
  } catch (error) {
    return { type: 'form-failed', error };
  }
}

/** Makes a key and a request for its certificate. */
export async function requestCertificate(home: string, name: string): Promise<Message> {
  try {
    const { requestToFolder } = await import('../../../pki/request.ts');
    const { requestPath } = await requestToFolder(homePaths(home).certificates, name);
    return { type: 'certificate-requested', path: requestPath };
  } catch (error) {
    return { type: 'form-failed', error };
  }
}
