import type { MessagePort } from 'node:worker_threads';

/**
 * The body of a thread that gets lists of paths and answers each with their SHA-256, in hexadecimal, empty for a
 * file that cannot be read. Its source text is what the thread runs, wherever this program was bundled to: so it
 * may use nothing from around it.
 */
export function digestThread(): void {
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  const { closeSync, constants, openSync, readSync } = process.getBuiltinModule('node:fs');
  const { createHash } = process.getBuiltinModule('node:crypto');
  // Uploads and downloads come first. On Linux this is of the thread alone.
  if (process.platform === 'linux') process.getBuiltinModule('node:os').setPriority(19);
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  (parentPort as MessagePort).on('message', (paths: readonly string[]) => {
    const digests = paths.map((path) => {
      let file: number | undefined;
      try {
        file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
        const hash = createHash('sha256');
        for (;;) {
          const length = readSync(file, buffer, 0, buffer.length, null);
          if (length === 0) return hash.digest('hex');
          hash.update(buffer.subarray(0, length));
        }
      } catch {
        return '';
      } finally {
        if (file !== undefined) closeSync(file);
      }
    });
    (parentPort as MessagePort).postMessage(digests);
  });
}
