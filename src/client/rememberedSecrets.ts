import type { Account } from './account.ts';
import { type Keyring, systemKeyring } from './secrets/keyring.ts';
import { canSeal, readSealed, removeSealed, writeSealed } from './secrets/sealedFile.ts';
import { type Secrets, secretsFromText, secretsToText } from './secrets/secrets.ts';

/** Where secrets are kept: with the system, or in `credentials.json`, sealed under the client's private key. */
export type SecretsPlace = 'keyring' | 'sealed-file';

/**
 * Passwords, and passphrases set apart from them, that the user asked to be remembered. Where the client's private key
 * has a passphrase, what is sealed under it needs that.
 */
export interface RememberedSecrets {
  /** Where they would be kept now; null where they cannot be. */
  place(): Promise<SecretsPlace | null>;
  /**
   * Null where nothing is kept for the account that can be read.
   *
   * @throws {UserError} `file-set-aside`; where something is kept, `client-key-passphrase-missing` and
   *   `client-key-passphrase-wrong`
   */
  recall(account: Account, keyPassphrase?: string): Promise<Secrets | null>;
  /** @throws {UserError} `secrets-without-place`, `keyring-refused`, and those of the key and of the local disk */
  remember(account: Account, secrets: Secrets, keyPassphrase?: string): Promise<SecretsPlace>;
  /** @throws {UserError} `keyring-refused`, and those of the local disk */
  forget(account: Account): Promise<void>;
}

/** The remembered secrets of a home folder. */
export function rememberedSecretsOf(home: string, keyring: Keyring = systemKeyring): RememberedSecrets {
  return {
    async place() {
      if (await keyring.isThere()) return 'keyring';
      return (await canSeal(home)) ? 'sealed-file' : null;
    },

    async recall(account, keyPassphrase) {
      const inKeyring = (await keyring.isThere()) ? await keyring.lookup(account) : null;
      const text = inKeyring ?? (await readSealed(home, account, keyPassphrase));
      return text === null ? null : secretsFromText(account, text);
    },

    async remember(account, secrets, keyPassphrase) {
      const text = secretsToText(account, secrets);
      if (await keyring.isThere()) {
        await keyring.store(account, text);
        // One truth: what an earlier day without the keyring left would be found again once it is gone.
        await removeSealed(home, account);
        return 'keyring';
      }
      await writeSealed(home, account, text, keyPassphrase);
      return 'sealed-file';
    },

    async forget(account) {
      await removeSealed(home, account);
      if (await keyring.isThere()) await keyring.clear(account);
    },
  };
}
