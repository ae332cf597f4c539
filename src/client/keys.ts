import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../common/atomicFile.ts';
import { asUserError, toReadError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';
import { fileExists } from '../common/fileExists.ts';
import { Passphrase } from '../crypto/envelope/passphrase.ts';
import type { Identity, Recipient } from '../crypto/envelope/slot.ts';
import { X25519Identity, X25519Recipient } from '../crypto/envelope/x25519.ts';
import { SecureFileStorage } from '../crypto/SecureFileStorage.ts';

/** What archives are sealed for and opened with, as the user gives it. */
export interface KeyOptions {
  readonly passphrase?: string | undefined;
  /** Whoever shall open what is sealed, as `x25519:…`. */
  readonly recipients?: readonly string[] | undefined;
  /** Files of private keys. */
  readonly identityFiles?: readonly string[] | undefined;
  /** Seal for the passphrase too where there are recipients. Default true. */
  readonly sealForPassphrase?: boolean | undefined;
  /** Something will be sealed soon: the key of the passphrase is derived meanwhile. */
  readonly willSeal?: boolean | undefined;
  /** Asked before a key is derived that takes more than 256 MiB; refused where absent. */
  readonly acceptCost?: ((bytes: number) => Promise<boolean>) | undefined;
}

/** The keys, ready for use. */
export interface Keys {
  /** The recipients as they were given, `x25519:…`. */
  readonly named: readonly string[];
  readonly recipients: readonly Recipient[];
  readonly identities: readonly Identity[];
  readonly storage: SecureFileStorage;
  /** The same for other recipients; the passphrase stays one where it was set apart. @throws {UserError} `recipient-unusable` */
  storageFor(recipients: readonly string[]): SecureFileStorage;
  /** Forgets what can be forgotten. */
  destroy(): Promise<void>;
}

/** @throws {UserError} `passphrase-unusable`, `recipient-unusable`, `identity-unusable`, `path-not-found` */
export async function loadKeys(options: KeyOptions): Promise<Keys> {
  const { recipients: named = [], identityFiles = [], sealForPassphrase = true } = options;
  const passphrase =
    options.passphrase === undefined ? undefined : new Passphrase(options.passphrase, options.acceptCost);
  const recipientsOf = (texts: readonly string[]): Recipient[] => {
    const parsed = texts.map((text) => X25519Recipient.parse(text));
    return passphrase && (sealForPassphrase || parsed.length === 0) ? [passphrase, ...parsed] : parsed;
  };
  const recipients = recipientsOf(named);
  if (options.willSeal && passphrase && recipients.includes(passphrase)) passphrase.prepare();
  const identities: Identity[] = await Promise.all(identityFiles.map(readIdentity));
  if (passphrase) identities.push(passphrase);
  return {
    named,
    recipients,
    identities,
    storage: new SecureFileStorage(recipients, identities),
    storageFor: (others) => new SecureFileStorage(recipientsOf(others), identities),
    destroy: async () => passphrase?.destroy(),
  };
}

/** Loads the keys for some work, and forgets them. @throws {UserError} as `loadKeys`; what the work throws */
export async function withKeys<Result>(
  options: KeyOptions,
  work: (keys: Keys) => Promise<Result>,
): Promise<Result> {
  const keys = await loadKeys(options);
  try {
    return await work(keys);
  } finally {
    await keys.destroy();
  }
}

/**
 * Makes a key pair and writes the private half, 0600.
 *
 * @returns the public half, as `x25519:…`
 * @throws {UserError} `file-exists`, `disk-full`, `write-refused`
 */
export async function generateIdentity(path: string): Promise<string> {
  return asUserError(path, async () => {
    if (await fileExists(path)) throw new UserError('file-exists', { path });
    const identity = X25519Identity.generate();
    await writeFileAtomically(path, identity.toPem());
    return identity.recipient.toString();
  });
}

async function readIdentity(path: string): Promise<X25519Identity> {
  let pem: string;
  try {
    pem = await readFile(path, 'utf8');
  } catch (error) {
    throw toReadError(path, error);
  }
  const identity = X25519Identity.parse(pem);
  if (!identity) throw new UserError('identity-unusable', { path });
  return identity;
}
