import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { allVersions } from './peers/tools.ts';

/** Where and with what something was measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  /** Device and file system of the folder in which everything lay. */
  readonly disk: string;
  readonly node: string;
  readonly commit: string;
  readonly peers: Readonly<Record<string, string>>;
}

/** @param folder in which everything lies */
export function describeMachine(folder: string): Machine {
  const processors = cpus();
  const disk = said('df', '--output=source,fstype,size', '-h', folder).split('\n').at(-1) ?? '';
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    disk: disk.trim().replaceAll(/\s+/g, ' '),
    node: process.version,
    commit: said('git', 'describe', '--always', '--dirty'),
    peers: allVersions(),
  };
}

function said(program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
