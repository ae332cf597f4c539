import { join } from 'node:path';

/** What the credentials are called that systemd hands to a service (systemd.exec(5), LoadCredential). */
export const credentialNames = {
  password: 'secure-client.password',
  passphrase: 'secure-client.passphrase',
  keyPassphrase: 'secure-client.key-passphrase',
} as const;

export type SecretName = keyof typeof credentialNames;
export const secretNames: readonly SecretName[] = ['password', 'passphrase', 'keyPassphrase'];

/** The variables of the environment that hold a secret. */
export const secretVariables = {
  password: 'SECURE_CLIENT_PASSWORD',
  passphrase: 'SECURE_CLIENT_PASSPHRASE',
  keyPassphrase: 'SECURE_CLIENT_KEY_PASSPHRASE',
} as const satisfies Record<SecretName, string>;

/** The environment for other programs: they have no use for what logs in and opens archives. */
export function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours: readonly string[] = [...Object.values(secretVariables), 'CREDENTIALS_DIRECTORY'];
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.includes(name)));
}

/** The file of a credential that systemd may have handed us, or null where it handed us none at all. */
export function credentialPath(
  secret: SecretName,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const folder = environment['CREDENTIALS_DIRECTORY'];
  return folder ? join(folder, credentialNames[secret]) : null;
}
