import { spawnSync } from 'node:child_process';

/** Programs that users would take instead, with the package of Debian and how each tells its version. */
const tools = {
  curl: { package: 'curl', version: ['--version'] },
  age: { package: 'age', version: ['--version'] },
  tar: { package: 'tar', version: ['--version'] },
  zstd: { package: 'zstd', version: ['--version'] },
  restic: { package: 'restic', version: ['version'] },
  rclone: { package: 'rclone', version: ['version'] },
  ssh: { package: 'openssh-client', version: ['-V'] },
  sshd: { package: 'openssh-server', version: ['-V'] },
  'ceph-mon': { package: 'ceph-mon', version: ['--version'] },
  'ceph-osd': { package: 'ceph-osd', version: ['--version'] },
  radosgw: { package: 'radosgw', version: ['--version'] },
  psql: { package: 'postgresql', version: ['--version'] },
  unshare: { package: 'util-linux', version: ['--version'] },
} as const;
export type Tool = keyof typeof tools;

const versions = new Map<Tool, string | null>();

/** The first line that a tool says of its version; null where it is not installed. */
export function versionOf(tool: Tool): string | null {
  const known = versions.get(tool);
  if (known !== undefined) return known;
  const { error, stdout, stderr } = spawnSync(tool, tools[tool].version, { encoding: 'utf8' });
  // What it prints for an option that it does not know still says that it is there.
  const lines = `${stdout}${stderr}`.split('\n').map((line) => line.trim());
  const version = error ? null : (lines.find((line) => /\d+\.\d+/.test(line)) ?? 'unknown');
  versions.set(tool, version);
  return version;
}

export function allVersions(): Record<string, string> {
  const named = Object.keys(tools).map((tool) => [tool, versionOf(tool as Tool) ?? 'not installed']);
  return Object.fromEntries(named) as Record<string, string>;
}

/** Why something that needs these tools cannot take part; null where it can. */
export function missingTools(...needed: readonly Tool[]): string | null {
  const missing = needed.filter((tool) => versionOf(tool) === null);
  if (missing.length === 0) return null;
  const packages = missing.map((tool) => tools[tool].package);
  return `not installed: ${missing.join(', ')} (Debian: apt-get install ${packages.join(' ')})`;
}
