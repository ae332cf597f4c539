import type { Account } from '../../../client/account.ts';
import { moveOldPassword } from '../../../client/moveOldPassword.ts';
import type { RememberedSecrets } from '../../../client/rememberedSecrets.ts';
import type { Secrets } from '../../../client/secrets/secrets.ts';
import { isUserError, UserError } from '../../../common/errors.ts';
import type { Credentials, RememberWish, TypedSecrets } from '../effects.ts';
import type { KnownSecrets } from '../loginState.ts';
import type { Message } from '../messages.ts';
import type { Settings } from './settings.ts';

/** What is remembered of logins: servers in `config.json`, secrets where they are safe. */
export interface Memory {
  lookUp(account: Account | null): Promise<void>;
  /**
   * What to log in with.
   *
   * @throws {UserError} `password-missing` when the memory does not have it either; where it is sealed under a key with a
   *   passphrase, `client-key-passphrase-missing` and `client-key-passphrase-wrong`
   */
  complete(credentials: Credentials): Promise<CompleteSecrets>;
  keep(wish: RememberWish): Promise<void>;
  forget(account: Account): Promise<void>;
}

/** The secrets of the account, and the passphrase of our private key, as far as it is known. */
export type CompleteSecrets = Secrets & { readonly keyPassphrase: string | undefined };

interface Options {
  readonly home: string;
  readonly remembered: RememberedSecrets;
  readonly settings: Settings;
  /** Of our private key, where it was given at the start. */
  readonly keyPassphrase: string | undefined;
  readonly dispatch: (message: Message) => void;
}

export function createMemory({ home, remembered, settings, dispatch, ...given }: Options): Memory {
  // Typed once, it serves until the program ends.
  let { keyPassphrase } = given;

  /** What the server has accepted last; what was left empty comes from the memory. */
  async function merge(account: Account, typed: TypedSecrets, usesMemory: boolean): Promise<Secrets> {
    const kept = usesMemory ? await remembered.recall(account, keyPassphrase) : null;
    const password = typed.password ?? kept?.password;
    if (password === undefined) throw new UserError('password-missing', {});
    const passphrase = typed.passphrase ?? kept?.passphrase;
    return passphrase === undefined ? { password } : { password, passphrase };
  }

  async function knownOf(account: Account): Promise<KnownSecrets> {
    try {
      const kept = await remembered.recall(account, keyPassphrase);
      const password = kept === null ? 'none' : 'kept';
      return { account, password, hasPassphrase: kept?.passphrase !== undefined };
    } catch (error) {
      // Something is kept, under a key that is opened when it is needed.
      if (isKeyLocked(error)) return { account, password: 'kept', hasPassphrase: false };
      throw error;
    }
  }

  async function keepSecrets({ account, typed, password }: RememberWish): Promise<void> {
    const accepted = await merge(account, typed, true);
    const { passphrase } = accepted;
    const secrets = { ...accepted, passphrase: passphrase === accepted.password ? undefined : passphrase };
    const place = await moveOldPassword(home, remembered, account, secrets, keyPassphrase);
    if (place !== null) dispatch({ type: 'password-moved', place });
    const isNew = typed.password !== null || typed.passphrase !== null;
    if (password && isNew && place === null) await remembered.remember(account, secrets, keyPassphrase);
  }

  return {
    async lookUp(account) {
      const place = await remembered.place();
      const known = account && (await knownOf(account));
      dispatch({ type: 'secrets-known', known, place });
    },

    async complete({ usesMemory, password, passphrase, keyPassphrase: typedKey, ...account }) {
      keyPassphrase = typedKey ?? keyPassphrase;
      return { ...(await merge(account, { password, passphrase }, usesMemory)), keyPassphrase };
    },

    async keep(wish) {
      if (wish.server || wish.password) await keepSecrets(wish);
      await settings.rememberLogin(wish.profile, wish.server ? wish.account : null);
    },

    forget: (account) => remembered.forget(account),
  };
}

function isKeyLocked(error: unknown): boolean {
  return (
    isUserError(error, 'client-key-passphrase-missing') || isUserError(error, 'client-key-passphrase-wrong')
  );
}
