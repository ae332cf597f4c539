import { changeConfig, loadConfig } from '../config/config.ts';
import { oldPasswordOf } from '../config/profiles.ts';
import type { Account } from './account.ts';
import type { RememberedSecrets, SecretsPlace } from './rememberedSecrets.ts';
import type { Secrets } from './secrets/secrets.ts';

/**
 * Earlier versions kept the password in the clear in `config.json`. Takes it out of there and remembers what the
 * server has just accepted for the account instead.
 *
 * @param keyPassphrase of the client's private key, where it has one
 * @returns where it is now; null where there was none of this account
 * @throws {UserError} those of remembering and of the local disk; the old one stays then
 */
export async function moveOldPassword(
  home: string,
  remembered: RememberedSecrets,
  account: Account,
  accepted: Secrets,
  keyPassphrase?: string,
): Promise<SecretsPlace | null> {
  const { password, ...rest } = await loadConfig(home);
  if (oldPasswordOf({ ...rest, password }, account) === undefined) return null;
  const place = await remembered.remember(account, accepted, keyPassphrase);
  await changeConfig(home, ({ password: _moved, ...others }) => others);
  return place;
}
