import { lateClient, lateSecretsOf } from './client/late.ts';
import { forgiveClosedOutput, leaveUnreadOutput } from './commands/pipes.ts';
import { runProgram } from './commands/run.ts';
import { UserError } from './common/errors.ts';
import { keepHeapSmall } from './common/smallHeap.ts';
import { openScreens } from './components/openScreens.tsx';

keepHeapSmall();
forgiveClosedOutput();
// Node.js would open its debugger, to every user of this machine, and with it the memory that holds our secrets.
process.on('SIGUSR1', () => {});
await runProgram(process.argv, async (options) => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new UserError('no-terminal', {});
  return openScreens({ ...options, client: lateClient, remembered: lateSecretsOf(options.home) });
});
leaveUnreadOutput();
