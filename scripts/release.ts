/**
 * Makes a release out of a clean tree, into `release/`: `npm run release`. Publishes nothing. What it does, and in
 * which order, is in docs/packaging.md.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const release = join(root, 'release');
const isAuditLeftOut = process.argv.includes('--offline-audit');

if (run('git', 'status', '--porcelain') !== '')
  throw new Error('Commit or stash what is not committed first.');
run('npm', 'ci');
audit();
for (const script of ['lint', 'typecheck', 'test', 'build']) run('npm', 'run', script);

await rm(release, { recursive: true, force: true });
await mkdir(release);
run('npm', 'pack', '--pack-destination', release);
for (const [format, name] of Object.entries({ cyclonedx: 'sbom.cdx.json', spdx: 'sbom.spdx.json' })) {
  await writeFile(
    join(release, name),
    run('npm', 'sbom', '--sbom-type', 'application', '--sbom-format', format),
  );
}
const sums = await Promise.all((await readdir(release)).sort().map(sumOf));
await writeFile(join(release, 'SHA256SUMS'), sums.join(''));
console.log(`${sums.join('')}is in ${release}`);

/** All packages: those in the bundle are development dependencies too. */
function audit(): void {
  if (isAuditLeftOut) {
    console.warn('NOT AUDITED: neither known weaknesses of packages nor their signatures were looked up.');
    return;
  }
  try {
    run('npm', 'audit');
    run('npm', 'audit', 'signatures');
  } catch {
    console.error(
      'Packages have known weaknesses, or the registry cannot be asked: see above. --offline-audit goes on without.',
    );
    process.exit(1);
  }
}

async function sumOf(name: string): Promise<string> {
  const content = await readFile(join(release, name));
  return `${createHash('sha256').update(content).digest('hex')}  ${name}\n`;
}

/** Runs a command to its end. @returns what it printed @throws where it fails */
function run(command: string, ...args: string[]): string {
  console.error(`$ ${[command, ...args].join(' ')}`);
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
