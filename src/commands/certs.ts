import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import { homePaths } from '../config/home.ts';
import { addCertsManageCommands } from './certsManage.ts';
import { addCertsRequestCommand, issueForCsr } from './certsRequest.ts';
import { runCommand } from './context.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';
import { repeatable, withCommonOptions } from './options.ts';

const days = refusedAs('days', z.coerce.number().int().positive()).optional();
const initOptions = z.object({ authority: z.string().optional(), days });
const issueOptions = z.object({
  csr: z.string().optional(),
  authority: z.string().optional(),
  out: z.string().optional(),
  dns: z.array(z.string()).default([]),
  ip: z.array(z.string()).default([]),
  days,
});

export function addCertsCommand(program: Command): void {
  const certs = program.command('certs');

  withCommonOptions(certs.command('init'))
    .addArgument(new Argument('[name]').default('secure-client authority'))
    .option('--authority <dir>')
    .option('--days <days>')
    .action((name: string, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const options = parseOptions(initOptions, command);
        const { initAuthority } = await import('../pki/files.ts');
        const made = await initAuthority(options.authority ?? join(home, 'authority'), {
          commonName: name,
          ...(options.days === undefined ? {} : { days: options.days }),
        });
        output.result(
          { certificate: made.certificatePath, key: made.keyPath },
          output.text.authorityMade(made.certificatePath),
        );
        return undefined;
      }),
    );

  withCommonOptions(certs.command('issue'))
    .addArgument(new Argument('<kind>').choices(['client', 'server']))
    .argument('[name]')
    .option('--csr <file>')
    .option('--authority <dir>')
    .option('--out <dir>')
    .addOption(repeatable('--dns <name>'))
    .addOption(repeatable('--ip <address>'))
    .option('--days <days>')
    .action((kind: 'client' | 'server', name: string | undefined, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const { csr, ...options } = parseOptions(issueOptions, command);
        if (csr !== undefined)
          return issueForCsr({ kind, csr, name, out: options.out }, options, home, output);
        if (name === undefined) throw new UserError('usage', { problem: 'whose-certificate' });
        const { issueToFolder } = await import('../pki/files.ts');
        const issued = await issueToFolder(options.authority ?? join(home, 'authority'), {
          kind,
          name,
          dnsNames: options.dns,
          ipAddresses: options.ip,
          outFolder: options.out ?? (kind === 'client' ? homePaths(home).certificates : 'server-certs'),
          ...(options.days === undefined ? {} : { days: options.days }),
        });
        output.result(
          { certificate: issued.certificatePath, key: issued.keyPath, authority: issued.authorityPath },
          output.text.certificateIssued(issued.certificatePath, issued.keyPath),
        );
        return undefined;
      }),
    );

  withCommonOptions(certs.command('keygen'))
    .requiredOption('-o, --output <file>')
    .action((_options, command: Command) =>
      runCommand(command, async ({ output }) => {
        const { output: file } = command.opts<{ output: string }>();
        const { generateIdentity } = await import('../client/keys.ts');
        const recipient = await generateIdentity(file);
        output.note(output.text.identityMade(file));
        output.result({ recipient, identity: file }, recipient);
        return undefined;
      }),
    );

  addCertsRequestCommand(certs);
  addCertsManageCommands(certs);
}
