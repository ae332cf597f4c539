import { z } from 'zod';

const locked = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  license: z.string().optional(),
});
export const lockSchema = z.object({ packages: z.record(z.string(), locked) });
export const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  allowScripts: z.record(z.string(), z.boolean()).default({}),
});
export type Lock = z.infer<typeof lockSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

const registry = 'https://registry.npmjs.org/';

/**
 * The linter of other systems than this one, which the registry that the lock file was made from did not have. Nothing of it is in
 * the program.
 */
export const withoutChecksum: readonly string[] = [
  'android-arm64',
  'android-x64',
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64-musl',
  'linux-x64-musl',
  'win32-arm64',
  'win32-x64',
].map((system) => `node_modules/@biomejs/cli-${system}`);

/** All packages of a lock file but the one it belongs to. */
export function lockedPackages({ packages }: Lock): [string, Lock['packages'][string]][] {
  return Object.entries(packages).filter(([path]) => path !== '');
}

/** What somebody could put something into the program by, one line each. */
export function supplyProblems(
  lock: Lock,
  { dependencies, devDependencies, allowScripts }: Manifest,
): string[] {
  const packages = lockedPackages(lock);
  const scripted = packages.flatMap(([path, { hasInstallScript }]) =>
    hasInstallScript ? [nameOf(path)] : [],
  );
  const allowed = Object.entries(allowScripts).flatMap(([name, isAllowed]) => (isAllowed ? [name] : []));
  return [
    ...Object.keys(dependencies).map((name) => `${name} would be installed with the program`),
    ...Object.entries(devDependencies)
      .filter(([, version]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(version))
      .map(([name, version]) => `${name} may be any of ${version}`),
    ...packages.flatMap(([path, found]) => {
      if (found.link) return [`${path} is a link`];
      const isFromElsewhere = found.resolved !== undefined && !found.resolved.startsWith(registry);
      const isChecked = found.integrity?.startsWith('sha512-') === true;
      return [
        ...(isFromElsewhere ? [`${path} comes from ${found.resolved}`] : []),
        ...(isChecked === withoutChecksum.includes(path)
          ? [isChecked ? `${path} has a checksum by now: say so` : `${path} has no checksum`]
          : []),
      ];
    }),
    ...scripted.filter((name) => !allowed.includes(name)).map((name) => `${name} wants to run a script`),
    ...allowed
      .filter((name) => !scripted.includes(name))
      .map((name) => `${name} has no script to be allowed`),
  ];
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
