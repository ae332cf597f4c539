import type { Command } from 'commander';
import { z } from 'zod';
import { moveOldPassword } from '../client/moveOldPassword.ts';
import { rememberedSecretsOf, type SecretsPlace } from '../client/rememberedSecrets.ts';
import { daysUntil } from '../common/age.ts';
import { UserError } from '../common/errors.ts';
import { changeConfig, loadConfig } from '../config/config.ts';
import { oldPasswordOf, withProfile } from '../config/profiles.ts';
import { type Context, runCommand } from './context.ts';
import { parseOptions } from './givenOptions.ts';
import { type AcceptedLogin, accountOf } from './loginOptions.ts';
import { readServerOptions, withServerOptions } from './options.ts';
import { withSession } from './withSession.ts';

const loginOptions = z.object({
  remember: z.boolean().default(false),
  rememberPassword: z.boolean().default(false),
  forget: z.boolean().default(false),
});

export function addLoginCommand(program: Command): void {
  withServerOptions(program.command('login'))
    .option('--accept-certificate <fingerprint>')
    .option('--remember')
    .option('--remember-password')
    .option('--forget')
    .action((_options, command: Command) =>
      runCommand(command, async (context) => {
        const { forget, remember, rememberPassword } = parseOptions(loginOptions, command);
        if (!forget) return logIn(context, { server: remember, password: rememberPassword });
        if (remember || rememberPassword) throw new UserError('usage', { problem: 'forget-alone' });
        return forgetPassword(context);
      }),
    );
}

async function logIn(context: Context, wanted: { server: boolean; password: boolean }): Promise<undefined> {
  const { output } = context;
  await withSession(context, async (_client, session, accepted) => {
    const { host, port, username, tlsProtocol, passphraseIsPassword, clientCertificateExpires } = session;
    const kept = await keep(context, accepted, wanted);
    const days = daysUntil(clientCertificateExpires, new Date());
    const lines = [output.text.loggedIn({ username, host, port, tlsProtocol, days })];
    if (passphraseIsPassword) lines.push(`${output.text.passphraseIsPassword} ${output.text.setPassphrase}`);
    if (wanted.server) lines.push(output.text.remembered(kept.profile));
    if (kept.moved !== null) lines.push(output.text.passwordMoved(kept.moved));
    else if (kept.place !== null) lines.push(output.text.passwordKept(kept.place));
    output.result(
      {
        host,
        port,
        username,
        tls: tlsProtocol,
        client_certificate_expires: clientCertificateExpires.toISOString(),
        authority_expires: session.authorityExpires.toISOString(),
        server_certificate_expires: session.serverCertificateExpires.toISOString(),
        passphrase_is_password: passphraseIsPassword,
        password_kept: kept.place,
      },
      lines.join('\n'),
    );
  });
  return undefined;
}

interface Kept {
  readonly profile: string | undefined;
  /** Where the password is now; null where it was not kept. */
  readonly place: SecretsPlace | null;
  /** The same, where it was in the clear before. */
  readonly moved: SecretsPlace | null;
}

/** Remembers what was asked for, once the server has accepted it. */
async function keep(
  { home, command }: Context,
  { host, port, username, password, passphrase, keyPassphrase }: AcceptedLogin,
  wanted: { server: boolean; password: boolean },
): Promise<Kept> {
  const { profile } = readServerOptions(command);
  const account = { host, port, username };
  const secrets = { password, passphrase: passphrase === password ? undefined : passphrase };
  const remembered = rememberedSecretsOf(home);
  if (!wanted.server && !wanted.password) return { profile, place: null, moved: null };
  const moved = await moveOldPassword(home, remembered, account, secrets, keyPassphrase);
  const place = wanted.password ? await remembered.remember(account, secrets, keyPassphrase) : moved;
  if (wanted.server) await changeConfig(home, (config) => withProfile(config, profile, account));
  return { profile, place, moved };
}

async function forgetPassword({ home, command, output }: Context): Promise<undefined> {
  const config = await loadConfig(home);
  const account = accountOf(readServerOptions(command), config);
  if (oldPasswordOf(config, account) !== undefined) {
    await changeConfig(home, ({ password: _old, ...rest }) => rest);
  }
  await rememberedSecretsOf(home).forget(account);
  output.result(account, output.text.passwordForgotten(account.username, account.host));
  return undefined;
}
