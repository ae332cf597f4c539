import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../common/errors.ts';
import { homePaths } from '../config/home.ts';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';
import type { Output } from './output.ts';

/** `certs request`: a key that never leaves, and a request for its certificate. */
export function addCertsRequestCommand(certs: Command): void {
  withCommonOptions(certs.command('request'))
    .requiredOption('--name <name>')
    .option('--out <dir>')
    .action((_options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const { name, out } = command.opts<{ name: string; out?: string }>();
        const { requestToFolder } = await import('../pki/request.ts');
        const made = await requestToFolder(out ?? homePaths(home).certificates, name);
        output.result(
          { request: made.requestPath, key: made.keyPath },
          output.text.certificateRequested(made.requestPath, made.keyPath),
        );
        return undefined;
      }),
    );
}

/** `certs issue client --csr FILE`, by whoever runs the authority. */
export async function issueForCsr(
  request: { kind: 'client' | 'server'; csr: string; name?: string | undefined; out?: string | undefined },
  options: { authority?: string | undefined; days?: number | undefined },
  home: string,
  output: Output,
): Promise<undefined> {
  const { kind, csr, name, out } = request;
  if (kind === 'server') throw new UserError('usage', { problem: 'request-of-server' });
  const { issueForRequest } = await import('../pki/files.ts');
  const issued = await issueForRequest(options.authority ?? join(home, 'authority'), {
    requestPath: csr,
    ...(name === undefined ? {} : { name }),
    ...(out === undefined ? {} : { outFolder: out }),
    ...(options.days === undefined ? {} : { days: options.days }),
  });
  output.result(
    { certificate: issued.certificatePath, authority: issued.authorityPath, name: issued.name },
    output.text.requestIssued(issued.name, issued.certificatePath, issued.authorityPath),
  );
  return undefined;
}
