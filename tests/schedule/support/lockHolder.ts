import { FileLock, LockHeld } from '../../../src/common/fileLock.ts';

/**
 * Takes a lock when told to and holds it until it is killed. Run as `node lockHolder.ts PATH`: it says `ready`,
 * waits for a line, and says `taken`, `healed PID` or `held PID`.
 */
const [, , path = ''] = process.argv;
process.stdout.write('ready\n');
process.stdin.once('data', async () => {
  try {
    const { healed } = await FileLock.acquire(path, 'run');
    process.stdout.write(healed === null ? 'taken\n' : `healed ${healed.pid}\n`);
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    process.stdout.write(`held ${error.owner.pid}\n`);
  }
});
