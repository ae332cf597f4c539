import { rememberedSecretsOf } from '../client/rememberedSecrets.ts';
import type { Secrets } from '../client/secrets/secrets.ts';
import type { LoginOptions } from '../client/types.ts';
import { isUserError, UserError } from '../common/errors.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { oldPasswordOf, type Profile, profileOf } from '../config/profiles.ts';
import type { Context } from './context.ts';
import { promptKeyPassphrase } from './keyPassphrase.ts';
import { readServerOptions, type ServerOptions } from './options.ts';
import { givenSecret, promptSecret } from './secrets.ts';

/** What a session is opened with. */
export type AcceptedLogin = LoginOptions & { readonly isPasswordRemembered: boolean };

/** @throws {UserError} `usage` when host, port or username are unknown; `profile-unknown`; `password-missing` */
export async function loginOptionsOf(context: Context): Promise<AcceptedLogin> {
  const options = readServerOptions(context.command);
  const config = await loadConfig(context.home);
  const account = accountOf(options, config);
  return {
    home: context.home,
    ...account,
    ...(await secretsOf(context, options, account, config)),
    ...(options.recipient === undefined ? {} : { recipients: options.recipient }),
    ...(options.identity === undefined ? {} : { identityFiles: options.identity }),
    ...(options.acceptCertificate === undefined ? {} : { acceptCertificate: options.acceptCertificate }),
    signal: context.signal,
  };
}

/** Which account is meant: the options, and for what they leave out, the profile. @throws {UserError} `usage`, `profile-unknown` */
export function accountOf(options: ServerOptions, config: Config): Profile {
  const isComplete = options.host && options.port && options.username;
  const known = isComplete && options.remember ? {} : profileOf(config, options.profile);
  const { host = known.host, port = known.port, username = known.username } = options;
  if (host && port && username) return { host, port, username };
  throw new UserError('usage', { problem: 'which-server' });
}

type GivenSecrets = Pick<AcceptedLogin, 'password' | 'passphrase' | 'keyPassphrase' | 'isPasswordRemembered'>;

/** The password and, where set apart, the passphrase: what was given, else what is remembered, else what is typed. */
async function secretsOf(
  context: Context,
  options: ServerOptions,
  account: Profile,
  config: Config,
): Promise<GivenSecrets> {
  const given = {
    password: await givenSecret(context.output, 'password', options.passwordFile),
    passphrase: await givenSecret(context.output, 'passphrase', options.passphraseFile),
  };
  const givenKey = await givenSecret(context.output, 'keyPassphrase', options.keyPassphraseFile);
  const isComplete = given.password !== undefined && given.passphrase !== undefined;
  const { kept, keyPassphrase } = isComplete
    ? { kept: null, keyPassphrase: givenKey }
    : await recall(context, account, givenKey);
  const remembered = kept?.password ?? oldPasswordOf(config, account);
  const { text } = context.output;
  const password =
    given.password ??
    remembered ??
    (await promptSecret(
      text.passwordOf(account.username, account.host),
      new UserError('password-missing', {}),
    ));
  // Archives would otherwise be sealed for the password when only that comes from elsewhere.
  const passphrase = given.passphrase ?? kept?.passphrase;
  return {
    password,
    isPasswordRemembered: given.password === undefined && remembered !== undefined,
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(keyPassphrase === undefined ? {} : { keyPassphrase }),
  };
}

/** What is sealed under a locked key needs the passphrase that the login needs too: it is asked for once. */
async function recall(
  { home, output }: Context,
  account: Profile,
  keyPassphrase: string | undefined,
): Promise<{ kept: Secrets | null; keyPassphrase: string | undefined }> {
  const remembered = rememberedSecretsOf(home);
  try {
    return { kept: await remembered.recall(account, keyPassphrase), keyPassphrase };
  } catch (error) {
    if (!isUserError(error, 'client-key-passphrase-missing')) throw error;
    const typed = await promptKeyPassphrase(output, error.facts.path);
    return { kept: await remembered.recall(account, typed), keyPassphrase: typed };
  }
}
