import type { AccountOptions } from '../client/doctor/account.ts';
import type { HomeChecks } from '../client/doctor/home.ts';
import { rememberedSecretsOf } from '../client/rememberedSecrets.ts';
import { UserError } from '../common/errors.ts';
import { emptyConfig } from '../config/config.ts';
import { oldPasswordOf, type Profile } from '../config/profiles.ts';
import type { Context } from './context.ts';
import { readServerOptions } from './options.ts';
import { givenSecret } from './secrets.ts';

/** An account as far as it is known. */
export type AskedAccount = {
  readonly [Part in 'host' | 'port' | 'username']: Profile[Part] | undefined;
};

/** Password and passphrase, where nobody has to be asked for them: given, else remembered. */
export async function secretsAtHand(
  { home, command, output }: Context,
  account: AskedAccount,
  known: Pick<HomeChecks, 'config' | 'isMemoryWhole'> & { readonly keyPassphrase: string | undefined },
): Promise<Pick<AccountOptions, 'secrets' | 'secretsObstacle'>> {
  const { config, isMemoryWhole, keyPassphrase } = known;
  const options = readServerOptions(command);
  const password = await givenSecret(output, 'password', options.passwordFile);
  const passphrase = await givenSecret(output, 'passphrase', options.passphraseFile);
  const { secrets: kept, secretsObstacle } = isMemoryWhole
    ? await recall(home, account, keyPassphrase)
    : { secrets: null, secretsObstacle: 'home.remembered' as const };
  const found = password ?? kept?.password ?? oldPasswordOf(config ?? emptyConfig, account);
  if (found === undefined) return { secrets: null, secretsObstacle };
  return { secrets: { password: found, passphrase: passphrase ?? kept?.passphrase }, secretsObstacle: null };
}

/** What is sealed under a locked key is not at hand. */
async function recall(
  home: string,
  { host, port, username }: AskedAccount,
  keyPassphrase: string | undefined,
): Promise<Pick<AccountOptions, 'secrets' | 'secretsObstacle'>> {
  if (host === undefined || port === undefined || username === undefined)
    return { secrets: null, secretsObstacle: null };
  try {
    const secrets = await rememberedSecretsOf(home).recall({ host, port, username }, keyPassphrase);
    return { secrets, secretsObstacle: null };
  } catch (error) {
    if (error instanceof UserError) return { secrets: null, secretsObstacle: 'certificates.key' };
    throw error;
  }
}
