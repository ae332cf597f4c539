import { forgiveClosedOutput, leaveUnreadOutput } from './commands/pipes.ts';
import { runProgram } from './commands/program.ts';
import { UserError } from './common/errors.ts';

forgiveClosedOutput();
await runProgram(process.argv, async (options) => {
  // Ink is loaded only here, and only where there is a terminal to draw on.
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new UserError('no-terminal', {});
  const [{ openScreens }, { client }, { rememberedSecretsOf }] = await Promise.all([
    import('./components/openScreens.tsx'),
    import('./client/index.ts'),
    import('./client/rememberedSecrets.ts'),
  ]);
  return openScreens({ ...options, client, remembered: rememberedSecretsOf(options.home) });
});
leaveUnreadOutput();
