import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { systemCode, UserError } from '../common/errors.ts';
import { homePaths } from '../config/home.ts';
import type { CertificateFacts } from '../pki/inspect.ts';
import { runCommand } from './context.ts';
import { collect, parseOptions, withCommonOptions } from './options.ts';
import { promptSecret, readSecretFile } from './secrets.ts';

const importOptions = z.object({
  key: z.string().optional(),
  ca: z.string().optional(),
  passphraseFile: z.string().optional(),
  replace: z.boolean().default(false),
});
const revokeOptions = z.object({ authority: z.string().optional(), copyTo: z.array(z.string()).default([]) });

/** `certs show`, `import` and `revoke`. */
export function addCertsManageCommands(certs: Command): void {
  withCommonOptions(certs.command('show'))
    .description('tell who a certificate is for, until when, and its fingerprint')
    .argument('[file...]', 'certificates in PEM (default: client.crt and ca.crt in the home)')
    .addHelpText('after', '\nExample:\n  secure-client certs show /srv/archives/certs/server.crt')
    .action((files: string[], _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const { clientCertificate, authority } = homePaths(home);
        const paths = files.length > 0 ? files : [clientCertificate, authority];
        const { inspectCertificate } = await import('../pki/inspect.ts');
        const shown = await Promise.all(
          paths.map(async (path) => ({ path, facts: inspectCertificate(await readPem(path)) })),
        );
        const now = new Date();
        output.result(
          { certificates: shown.map(({ path, facts }) => documentOf(path, facts, now)) },
          shown
            .map(({ path, facts }) => output.text.certificate(path, facts, now, output.units))
            .join('\n\n'),
        );
        return undefined;
      }),
    );

  withCommonOptions(certs.command('import'))
    .description('bring a client certificate and its key into the home')
    .argument('<file>', 'PEM, or PKCS#12 (.p12, .pfx)')
    .option('--key <file>', 'the key in PEM, where it is in a file of its own')
    .option('--ca <file>', 'certificate of the authority that the server is checked against')
    .option('--passphrase-file <file>', 'file that holds the passphrase (else a prompt, where one is needed)')
    .option('--replace', 'replace the certificate that is there')
    .addHelpText('after', '\nExample:\n  secure-client certs import ada.p12 --passphrase-file passphrase.txt')
    .action((path: string, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const { key, ca, passphraseFile, replace } = parseOptions(importOptions, command);
        const { importPair } = await import('../pki/importPair.ts');
        const imported = await importPair(
          {
            path,
            ...(key !== undefined && { keyPath: key }),
            ...(ca !== undefined && { authorityPath: ca }),
            passphrase: () =>
              passphraseFile === undefined
                ? promptSecret(output.text.passphraseOf(key ?? path), 'passphrase-missing')
                : readSecretFile(passphraseFile),
          },
          homePaths(home).certificates,
          { replace },
        );
        output.result(imported, output.text.certificateImported(imported));
        return undefined;
      }),
    );

  withCommonOptions(certs.command('revoke'))
    .description('revoke a certificate; a server that has the list honours it at once')
    .argument(
      '<certificate>',
      'its file, or the name, serial number or fingerprint of one that was issued here',
    )
    .option('--authority <dir>', 'folder of the authority (default: authority in the home)')
    .option('--copy-to <file>', 'where else to write the list, as ca.crl of a server; repeatable', collect)
    .addHelpText('after', '\nExample:\n  secure-client certs revoke ada --copy-to /srv/archives/certs/ca.crl')
    .action((wanted: string, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const { authority, copyTo } = parseOptions(revokeOptions, command);
        const { revoke } = await import('../pki/revoke.ts');
        const revoked = await revoke(authority ?? join(home, 'authority'), wanted, copyTo);
        output.result(revoked, output.text.certificateRevoked(revoked));
        return undefined;
      }),
    );
}

function documentOf(path: string, { daysLeft, ...facts }: CertificateFacts, now: Date): object {
  return { path, ...facts, daysLeft: daysLeft(now) };
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') throw new UserError('path-not-found', { path }, { cause: error });
    throw new UserError('path-unreadable', { path, reason: code ?? 'unknown' }, { cause: error });
  }
}
