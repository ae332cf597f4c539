import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { toReadError } from '../common/diskErrors.ts';
import { fileExists } from '../common/fileExists.ts';
import { homePaths } from '../config/home.ts';
import type { CertificateFacts } from '../pki/inspect.ts';
import { runCommand } from './context.ts';
import { parseOptions } from './givenOptions.ts';
import { promptKeyPassphrase, withKeyPassphraseFile } from './keyPassphrase.ts';
import { repeatable, withCommonOptions } from './options.ts';
import type { Output } from './output.ts';
import { givenSecret } from './secrets.ts';

/** What PKCS#12 begins with, and PEM does not. */
const derSequence = 0x30;

const showOptions = z.object({ keyPassphraseFile: z.string().optional() });
const importOptions = z.object({
  key: z.string().optional(),
  ca: z.string().optional(),
  keyPassphraseFile: z.string().optional(),
  replace: z.boolean().default(false),
});
const revokeOptions = z.object({ authority: z.string().optional(), copyTo: z.array(z.string()).default([]) });

/** `certs show`, `import` and `revoke`. */
export function addCertsManageCommands(certs: Command): void {
  withKeyPassphraseFile(withCommonOptions(certs.command('show')))
    .argument('[file...]')
    .action((files: string[], _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const { keyPassphraseFile } = parseOptions(showOptions, command);
        const shown: { path: string; facts: CertificateFacts }[] = [];
        for (const path of files.length > 0 ? files : await certificatesOf(home)) {
          for (const facts of await inspect(path, keyPassphraseFile, output)) shown.push({ path, facts });
        }
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

  withKeyPassphraseFile(withCommonOptions(certs.command('import')))
    .argument('<file>')
    .option('--key <file>')
    .option('--ca <file>')
    .option('--replace')
    .action((path: string, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const { key, ca, keyPassphraseFile, replace } = parseOptions(importOptions, command);
        const { importPair } = await import('../pki/importPair.ts');
        const imported = await importPair(
          {
            path,
            ...(key !== undefined && { keyPath: key }),
            ...(ca !== undefined && { authorityPath: ca }),
            passphrase: async () =>
              (await givenSecret(output, 'keyPassphrase', keyPassphraseFile)) ??
              promptKeyPassphrase(output, key ?? path),
          },
          homePaths(home).certificates,
          { replace },
        );
        output.result(imported, output.text.certificateImported(imported));
        return undefined;
      }),
    );

  withCommonOptions(certs.command('revoke'))
    .argument('<certificate>')
    .option('--authority <dir>')
    .addOption(repeatable('--copy-to <file>'))
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

/** The files of a home that a login would use. */
async function certificatesOf(home: string): Promise<string[]> {
  const { clientCertificate, clientKeyStore, authority } = homePaths(home);
  if ((await fileExists(clientCertificate)) || !(await fileExists(clientKeyStore)))
    return [clientCertificate, authority];
  return (await fileExists(authority)) ? [clientKeyStore, authority] : [clientKeyStore];
}

/** The first certificate of a PEM file, all of a PKCS#12 file, whose passphrase is asked for. */
async function inspect(
  path: string,
  passphraseFile: string | undefined,
  output: Output,
): Promise<CertificateFacts[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw toReadError(path, error);
  });
  const { inspectCertificate } = await import('../pki/inspect.ts');
  if (bytes[0] !== derSequence) return [inspectCertificate(bytes.toString('latin1'), path)];
  const { readKeyMaterial } = await import('../pki/keyMaterial.ts');
  const { certificates } = await readKeyMaterial({
    path,
    passphrase: async () =>
      (await givenSecret(output, 'keyPassphrase', passphraseFile)) ?? promptKeyPassphrase(output, path),
  });
  return certificates.map((certificate) => inspectCertificate(certificate.toString(), path));
}
