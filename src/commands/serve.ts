import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { systemCode, UserError } from '../common/errors.ts';
import { runCommand } from './context.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';
import { readCommonOptions, withCommonOptions } from './options.ts';

const logLevels = ['debug', 'info', 'warning', 'error', 'silent'] as const;

/** A port, 0 for any free one. */
const listeningPort = refusedAs('listening-port', z.coerce.number().int().min(0).max(65_535));

const serveOptions = z.object({
  data: z.string(),
  certs: z.string().optional(),
  crl: z.string().optional(),
  listen: z.string().default('127.0.0.1'),
  port: listeningPort.default(8443),
  metricsPort: listeningPort.optional(),
  logLevel: z.enum(logLevels).optional(),
});

/** How long requests that run may go on after the server was told to end. */
const graceMilliseconds = 30_000;

export function addServeCommand(program: Command): void {
  withCommonOptions(program.command('serve'))
    .requiredOption('--data <dir>')
    .option('--certs <dir>')
    .option('--crl <file>')
    .option('--listen <address>')
    .option('--port <port>')
    .option('--metrics-port <port>')
    .option('--log-level <level>')
    .action((_options, command: Command) =>
      runCommand(command, async ({ output, signal }) => {
        const options = parseOptions(serveOptions, command);
        const { data, certs = join(data, 'certs'), crl = join(certs, 'ca.crl'), listen, port } = options;
        const { quiet } = readCommonOptions(command);
        const [{ startServer }, { createLog }] = await Promise.all([
          import('../server/server.ts'),
          import('../server/pinoLog.ts'),
        ]);
        const server = await startServer({
          host: listen,
          port,
          dataFolder: data,
          certificatePem: await readPem(join(certs, 'server.crt')),
          privateKeyPem: await readPem(join(certs, 'server.key')),
          authorityPem: await readPem(join(certs, 'ca.crt')),
          revocationListPath: crl,
          graceMilliseconds,
          log: createLog(options.logLevel ?? (quiet ? 'error' : 'info')),
          ...(options.metricsPort !== undefined && { metricsPort: options.metricsPort }),
        });
        const { host, metricsPort } = server;
        output.result(
          { host, port: server.port, ...(metricsPort !== undefined && { metricsPort }) },
          output.text.serving(host, server.port),
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
