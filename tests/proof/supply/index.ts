import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../support/program.ts';
import type { ProofPart, ProofResult } from '../part.ts';
import { lockedPackages, lockSchema, manifestSchema, supplyProblems, withoutChecksum } from './lockFile.ts';
import { askForSignatures, askForWeaknesses } from './registry.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export const supply: ProofPart = {
  title: 'nothing gets into the program that is not locked, checked and looked at',
  minutes: 5,
  async run({ folder, log }): Promise<ProofResult> {
    const lock = lockSchema.parse(await readJson('package-lock.json'));
    const manifest = manifestSchema.parse(await readJson('package.json'));
    const failures = supplyProblems(lock, manifest);
    log('installing without any script');
    failures.push(...(await buildWithoutScripts(folder)));
    log('asking the registry');
    const [signed, weak] = await Promise.all([askForSignatures(root), askForWeaknesses(root)]);
    if (signed.isBad) failures.push(`signatures of packages: ${signed.said}`);
    if (weak.isBad) failures.push(`weaknesses of packages: ${weak.said}`);
    return {
      figures: {
        'locked packages': lockedPackages(lock).length,
        'of them without a checksum, for other systems': withoutChecksum.length,
        'packages that may run a script': Object.keys(manifest.allowScripts).join(', '),
        'licences of all that builds and tests': licences(
          lockedPackages(lock).map(([, { license }]) => license),
        ),
        'npm audit signatures': signed.said,
        'npm audit': weak.said,
      },
      failures,
    };
  },
};

export async function readJson(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(root, name), 'utf8'));
}

/** Installs from the lock file into a copy, builds, packs, installs the package and runs it, with no script of a package. */
async function buildWithoutScripts(folder: string): Promise<string[]> {
  const copy = join(folder, 'copy');
  const installed = join(folder, 'installed');
  const steps = [
    ['git', 'clone', '--quiet', '--depth', '1', `file://${root}`, copy],
    ['npm', 'ci', '--prefix', copy, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'],
    [process.execPath, join(copy, 'scripts/build.ts')],
    ['npm', 'pack', copy, '--ignore-scripts', '--pack-destination', folder],
    [
      'npm',
      'install',
      '--global',
      '--offline',
      '--ignore-scripts',
      '--prefix',
      installed,
      join(folder, await tarball()),
    ],
    [join(installed, 'bin/secure-client'), 'certs', 'init', '--home', join(folder, 'home')],
  ];
  for (const [command = '', ...args] of steps) {
    const { exitCode, stderr } = await run(command, args);
    if (exitCode !== 0) return [`${command} ${args.join(' ')}: exit ${exitCode}\n${stderr}`];
  }
  return [];
}

async function tarball(): Promise<string> {
  const { name, version } = (await readJson('package.json')) as { name: string; version: string };
  return `${name}-${version}.tgz`;
}

function licences(found: readonly (string | undefined)[]): string {
  const counts = Map.groupBy(found, (license) => license ?? 'unknown');
  return [...counts]
    .sort(([, some], [, others]) => others.length - some.length)
    .map(([license, { length }]) => `${license} ${length}`)
    .join(', ');
}
