import type { Command } from 'commander';
import { daysUntil } from '../client/expiry.ts';
import { loadConfig, saveConfig } from '../config/config.ts';
import { runCommand } from './context.ts';
import { withServerOptions } from './options.ts';
import { withSession } from './withSession.ts';

export function addLoginCommand(program: Command): void {
  withServerOptions(program.command('login'))
    .description('check the connection, the certificates and the credentials')
    .option(
      '--accept-certificate <fingerprint>',
      'take the certificate with this fingerprint (SHA-256) for that of the server from now on',
    )
    .option('--remember', 'remember server, port and user name, never the password')
    .addHelpText(
      'after',
      '\nExample:\n  secure-client login --host backup.example.org --port 8443 --username ada --remember',
    )
    .action((_options, command: Command) =>
      runCommand(command, (context) =>
        withSession(context, async (_client, session) => {
          const { home, output } = context;
          const { host, port, username, tlsProtocol, passphraseIsPassword, clientCertificateExpires } =
            session;
          const isRemembered = command.opts<{ remember?: boolean }>().remember ?? false;
          if (isRemembered) await saveConfig(home, { ...(await loadConfig(home)), host, port, username });
          const days = daysUntil(clientCertificateExpires, new Date());
          const lines = [output.text.loggedIn({ username, host, port, tlsProtocol, days })];
          if (passphraseIsPassword) lines.push(output.text.passphraseIsPassword);
          if (isRemembered) lines.push(output.text.remembered);
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
            },
            lines.join('\n'),
          );
          return undefined;
        }),
      ),
    );
}
