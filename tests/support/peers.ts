import { execFileSync } from 'node:child_process';

/**
 * Says whether the peers a test talks to are there. In CI they must be; elsewhere the test is left out, loudly,
 * with what to install.
 */
export function hasPeers(commands: readonly (readonly string[])[], packages: string): boolean {
  const missing = commands.filter(([command = '', ...args]) => !works(command, args));
  if (missing.length === 0) return true;
  const sentence = `Missing: ${missing.map((words) => words.join(' ')).join('; ')}. Install: ${packages}`;
  if (process.env['CI']) throw new Error(sentence);
  console.warn(`Left out on this machine. ${sentence}`);
  return false;
}

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
