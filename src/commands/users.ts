import type { Command } from 'commander';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';
import { promptSecret, readSecretFile } from './secrets.ts';

export function addUsersCommand(program: Command): void {
  const users = program.command('users').description('accounts of the companion server');
  withCommonOptions(users.command('add'))
    .description('add an account; a running server knows it at once')
    .argument('<name>', 'letters, digits, dot, dash and underscore')
    .requiredOption('--data <dir>', 'data folder of the server')
    .option(
      '--password-file <file>',
      'file that holds the password (else $SECURE_CLIENT_PASSWORD, else a prompt)',
    )
    .addHelpText('after', '\nExample:\n  secure-client users add ada --data /srv/archives')
    .action((username: string, _options, command: Command) =>
      runCommand(command, async ({ output }) => {
        const { data, passwordFile } = command.opts<{ data: string; passwordFile?: string }>();
        const password =
          (passwordFile === undefined
            ? process.env['SECURE_CLIENT_PASSWORD']
            : await readSecretFile(passwordFile)) ??
          (await promptSecret(output.text.newPasswordOf(username), 'password-missing'));
        const { addAccount } = await import('../server/accounts.ts');
        await addAccount(data, username, password);
        output.result({ username }, output.text.accountAdded(username));
        return undefined;
      }),
    );
}
