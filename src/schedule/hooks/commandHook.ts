import { spawn } from 'node:child_process';
import { withoutSecrets } from '../../config/credentials.ts';
import { type HookResult, KeptOutput } from './hookResult.ts';

/** A command that does not end when asked to is killed after this. */
const graceMilliseconds = 2000;

/**
 * Runs a program, or a line of the shell, with the document on its standard input. It gets our environment without
 * our secrets, and `SECURE_CLIENT_EVENT`. When it takes too long, it and what it started are ended. Never throws.
 */
export async function runCommandHook(
  command: string | readonly string[],
  {
    event,
    document,
    timeoutMs,
  }: { readonly event: string; readonly document: string; readonly timeoutMs: number },
): Promise<HookResult> {
  const [program = '', ...args] = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
  const output = new KeptOutput();
  let isLate = false;
  const outcome = await new Promise<string>((resolve) => {
    // A group of its own, so that what the shell started ends with it.
    const child = spawn(program, args, {
      detached: true,
      env: { ...withoutSecrets(process.env), SECURE_CLIENT_EVENT: event },
    });
    const timers = [
      setTimeout(() => {
        isLate = true;
        endGroup(child.pid, 'SIGTERM');
      }, timeoutMs),
      setTimeout(() => {
        endGroup(child.pid, 'SIGKILL');
        // Something that left the group may still hold its output open.
        child.stdout.destroy();
        child.stderr.destroy();
      }, timeoutMs + graceMilliseconds),
    ];
    const end = (how: string): void => {
      for (const timer of timers) clearTimeout(timer);
      resolve(how);
    };
    child.stdout.on('data', output.add);
    child.stderr.on('data', output.add);
    // Not every command reads what it is told.
    child.stdin.on('error', () => {});
    child.stdin.end(document);
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(signal === null ? `exit ${code}` : signal));
  });
  return {
    target: program,
    ok: !isLate && outcome === 'exit 0',
    outcome: isLate ? 'timed out' : outcome,
    output: output.toString(),
  };
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
