import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import { homePaths } from '../config/home.ts';
import { addCertsManageCommands } from './certsManage.ts';
import { addCertsRequestCommand, issueForCsr } from './certsRequest.ts';
import { runCommand } from './context.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';
import { collect, withCommonOptions } from './options.ts';

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
  const certs = program
    .command('certs')
    .description('an authority of your own, and the certificates of both ends');

  withCommonOptions(certs.command('init'))
    .description('make an authority; its key stays where you make it')
    .argument('[name]', 'name of the authority', 'secure-client authority')
    .option('--authority <dir>', 'folder of the authority (default: authority in the home)')
    .option('--days <days>', 'how long it is valid (default: 3650)')
    .addHelpText('after', '\nExample:\n  secure-client certs init "Backups of ada"')
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
    .description('issue a certificate for a client or a server')
    .addArgument(new Argument('<kind>').choices(['client', 'server']))
    .argument('[name]', 'who it is for; a server also needs --dns or --ip')
    .option('--csr <file>', 'sign this request of a client, whose key stays with whoever made it')
    .option('--authority <dir>', 'folder of the authority (default: authority in the home)')
    .option(
      '--out <dir>',
      'folder to write to (default: certs in the home for a client, that of the request, else server-certs here)',
    )
    .option('--dns <name>', 'host name that a server is reached by; repeatable', collect)
    .option('--ip <address>', 'address that a server is reached by; repeatable', collect)
    .option('--days <days>', 'how long it is valid (default: 397)')
    .addHelpText(
      'after',
      '\nExamples:\n  secure-client certs issue client ada\n  secure-client certs issue client --csr client.csr\n' +
        '  secure-client certs issue server backup --dns backup.example.org --ip 192.0.2.7 --out /srv/archives/certs',
    )
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
    .description(
      'make a key pair for sealing: whoever has the private half opens what is sealed for the public one',
    )
    .requiredOption('-o, --output <file>', 'file for the private half, readable by you alone')
    .addHelpText('after', '\nExample:\n  secure-client certs keygen -o restore.key')
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
