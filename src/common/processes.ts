import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemCode } from './errors.ts';

/** A process, named so that no other is taken for it, even after its number was given away again. */
export interface ProcessName {
  readonly host: string;
  /** Of this start of the machine; null where the system does not tell. */
  readonly bootId: string | null;
  /** Numbers mean something else in another namespace, such as that of a container. */
  readonly pidNamespace: string | null;
  readonly pid: number;
  /** When it began, in the system's own terms; null where it does not tell. */
  readonly processStart: string | null;
}

let named: Promise<ProcessName> | undefined;

/** This process. */
export function thisProcess(): Promise<ProcessName> {
  named ??= nameThisProcess();
  return named;
}

async function nameThisProcess(): Promise<ProcessName> {
  const [bootId, pidNamespace, processStart] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
      (text) => text.trim(),
      () => null,
    ),
    readlink('/proc/self/ns/pid').catch(() => null),
    processStartOf(process.pid),
  ]);
  return { host: hostname(), bootId, pidNamespace, pid: process.pid, processStart };
}

/** Whether a process lives; null for one of another machine, or another container, which cannot be seen from here. */
export async function isRunning(other: ProcessName): Promise<boolean | null> {
  const here = await thisProcess();
  if (other.host !== here.host) return null;
  if (other.bootId !== here.bootId) return false;
  if (other.pidNamespace !== here.pidNamespace) return null;
  if (!isThere(other.pid)) return false;
  return other.processStart === null || other.processStart === (await processStartOf(other.pid));
}

/** True for the name of this process, and of no earlier one of the same number. */
export async function isThisProcess(other: ProcessName): Promise<boolean> {
  const here = await thisProcess();
  return (
    other.pid === here.pid &&
    other.host === here.host &&
    other.bootId === here.bootId &&
    other.pidNamespace === here.pidNamespace &&
    other.processStart === here.processStart
  );
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat: clock ticks after the start of the machine. The name before it may hold anything. */
async function processStartOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
