import { createPrivateKey } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from '../../src/pki/authority.ts';
import { issueCertificate } from '../../src/pki/issue.ts';

interface Wishes {
  /** How long it lasts; 100 days where absent. */
  readonly days?: number;
  /** Encrypts the key. */
  readonly keyPassphrase?: string;
}

/** Puts a certificate, its key and an authority into a home folder. */
export async function giveCertificate(
  home: string,
  { days = 100, keyPassphrase }: Wishes = {},
): Promise<void> {
  const authority = await createAuthority({ commonName: 'Authority' });
  const issued = await issueCertificate(authority, { kind: 'client', commonName: 'alice', days });
  const folder = join(home, 'certs');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'client.crt'), issued.certificatePem);
  await writeFile(join(folder, 'ca.crt'), authority.certificatePem);
  await writeFile(join(folder, 'client.key'), sealed(issued.privateKeyPem, keyPassphrase));
}

function sealed(keyPem: string, passphrase: string | undefined): string {
  if (passphrase === undefined) return keyPem;
  const encryption = { cipher: 'aes-256-cbc', passphrase };
  return createPrivateKey(keyPem)
    .export({ format: 'pem', type: 'pkcs8', ...encryption })
    .toString();
}
