/** Loaded before the program: after 1 MiB, every write to a file fails as on a full disk. */
import { open } from 'node:fs/promises';

const probe = await open('/dev/null', 'r');
const { write } = Object.getPrototypeOf(probe);
await probe.close();
let room = 1024 * 1024;

Object.getPrototypeOf(probe).write = function writeWithLimit(buffer, ...rest) {
  room -= buffer.length;
  if (room < 0)
    return Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  return write.call(this, buffer, ...rest);
};
