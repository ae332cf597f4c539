import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { systemCode, UserError } from '../common/errors.ts';
import type { RunningServer } from '../server/server.ts';
import { runCommand } from './context.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';
import { readCommonOptions, withCommonOptions } from './options.ts';
import { neededBy, serverPlaceOf, serverPlaceOptions, withServerPlace } from './serverPlace.ts';

const logLevels = ['debug', 'info', 'warning', 'error', 'silent'] as const;

/** A port, 0 for any free one. */
const listeningPort = refusedAs('listening-port', z.coerce.number().int().min(0).max(65_535));

const serveOptions = serverPlaceOptions.extend({
  certs: z.string().optional(),
  crl: z.string().optional(),
  listen: z.string().default('127.0.0.1'),
  port: listeningPort.default(8443),
  metricsPort: listeningPort.optional(),
  metricsListen: z.string().optional(),
  drainSeconds: refusedAs('seconds', z.coerce.number().min(0).max(3600)).default(0),
  logLevel: z.enum(logLevels).optional(),
});

/** How long requests that run may go on after the server was told to end. */
const graceMilliseconds = 30_000;

export function addServeCommand(program: Command): void {
  withServerPlace(withCommonOptions(program.command('serve')))
    .option('--certs <dir>')
    .option('--crl <file>')
    .option('--listen <address>')
    .option('--port <port>')
    .option('--metrics-port <port>')
    .option('--metrics-listen <address>')
    .option('--drain-seconds <number>')
    .option('--log-level <level>')
    .action((_options, command: Command) =>
      runCommand(command, async ({ output, signal }) => {
        const options = parseOptions(serveOptions, command);
        const place = serverPlaceOf(options);
        const certs = options.certs ?? usualCertificates(place);
        const { crl = join(certs, 'ca.crl'), listen, port, metricsPort, metricsListen } = options;
        if (metricsListen !== undefined) neededBy('--metrics-listen', '--metrics-port', metricsPort);
        const { quiet } = readCommonOptions(command);
        const [{ startServer }, { createLog }] = await Promise.all([
          import('../server/server.ts'),
          import('../server/pinoLog.ts'),
        ]);
        const server = await startServer({
          host: listen,
          port,
          ...place,
          certificatePem: await readPem(join(certs, 'server.crt')),
          privateKeyPem: await readPem(join(certs, 'server.key')),
          authorityPem: await readPem(join(certs, 'ca.crt')),
          revocationListPath: crl,
          drainMilliseconds: options.drainSeconds * 1000,
          graceMilliseconds,
          log: createLog(options.logLevel ?? (quiet ? 'error' : 'info')),
          ...(metricsPort !== undefined && { metricsPort }),
          ...(metricsListen !== undefined && { metricsHost: metricsListen }),
        });
        output.result(listeningOf(server), output.text.serving(server.host, server.port));
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        await server.close();
        return undefined;
      }),
    );
}

/** Servers without a folder of their own are told where their certificate is. */
function usualCertificates(place: ReturnType<typeof serverPlaceOf>): string {
  return neededBy('--store', '--certs', 'dataFolder' in place ? join(place.dataFolder, 'certs') : undefined);
}

function listeningOf({ host, port, metricsPort }: RunningServer): object {
  return { host, port, ...(metricsPort !== undefined && { metricsPort }) };
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
