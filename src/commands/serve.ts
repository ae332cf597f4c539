import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { systemCode, UserError } from '../common/errors.ts';
import { runCommand } from './context.ts';
import { parseOptions, withCommonOptions } from './options.ts';

const serveOptions = z.object({
  data: z.string(),
  certs: z.string().optional(),
  listen: z.string().default('127.0.0.1'),
  port: z.coerce.number('The port must be a number.').int().min(0).max(65_535).default(8443),
});

export function addServeCommand(program: Command): void {
  withCommonOptions(program.command('serve'))
    .description('run the companion server in the foreground')
    .requiredOption('--data <dir>', 'folder of the accounts and the archives')
    .option(
      '--certs <dir>',
      'folder of server.crt, server.key and ca.crt (default: certs in the data folder)',
    )
    .option('--listen <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'port to listen on, 0 for a free one (default: 8443)')
    .addHelpText(
      'after',
      '\nExample:\n  secure-client serve --data /srv/archives --listen 0.0.0.0 --port 8443',
    )
    .action((_options, command: Command) =>
      runCommand(command, async ({ output, signal }) => {
        const { data, certs = join(data, 'certs'), listen, port } = parseOptions(serveOptions, command);
        const { startServer } = await import('../server/server.ts');
        const server = await startServer({
          host: listen,
          port,
          dataFolder: data,
          certificatePem: await readPem(join(certs, 'server.crt')),
          privateKeyPem: await readPem(join(certs, 'server.key')),
          authorityPem: await readPem(join(certs, 'ca.crt')),
          log: (entry) => output.note(JSON.stringify(entry)),
        });
        output.result(
          { host: server.host, port: server.port },
          output.text.serving(server.host, server.port),
        );
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        await server.close();
        return undefined;
      }),
    );
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw new UserError('server-certificate-missing', { path }, { cause: error });
    throw new UserError(
      'path-unreadable',
      { path, reason: systemCode(error) ?? 'unknown' },
      { cause: error },
    );
  }
}
