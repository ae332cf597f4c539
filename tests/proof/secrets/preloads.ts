/** The URL of a module that is loaded before the program, from its source. */
export function preload(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** An error that nobody catches, thrown out of the blue while what was authenticated is written or read. */
export const uncaughtError = preload(`
  const crypto = process.getBuiltinModule('node:crypto');
  const { createCipheriv } = crypto;
  crypto.createCipheriv = (...given) => {
    setImmediate(() => { throw new Error('provoked'); });
    return createCipheriv(...given);
  };
`);

/** A bug of ours, as far as the program can tell. */
export const bug = preload(`
  const crypto = process.getBuiltinModule('node:crypto');
  crypto.createCipheriv = () => { throw new TypeError('provoked'); };
`);

/** The end of the process in the middle of an upload, after so many segments. */
export const killed = (segments: number) =>
  preload(`
  const crypto = process.getBuiltinModule('node:crypto');
  const { createCipheriv } = crypto;
  let left = ${segments};
  crypto.createCipheriv = (...given) => {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL');
    return createCipheriv(...given);
  };
`);

/** A server whose disk refuses to sync. */
export const serverFault = preload(`
  const { open } = process.getBuiltinModule('node:fs/promises');
  const probe = await open('/dev/null', 'r');
  Object.getPrototypeOf(probe).sync = async () => { throw new TypeError('provoked'); };
  await probe.close();
`);
