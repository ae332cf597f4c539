/** Loaded before the program: what comes on top of 1 MiB is not written to a file, as on a full disk. */
import { open } from 'node:fs/promises';

const probe = await open('/dev/null', 'r');
const { write, writev } = Object.getPrototypeOf(probe);
await probe.close();
let room = 1024 * 1024;

async function takeRoom(length) {
  if (length > room) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  room -= length;
}

Object.getPrototypeOf(probe).write = async function writeWithLimit(buffer, ...rest) {
  await takeRoom(buffer.length);
  return write.call(this, buffer, ...rest);
};
Object.getPrototypeOf(probe).writev = async function writevWithLimit(buffers, ...rest) {
  await takeRoom(buffers.reduce((total, { length }) => total + length, 0));
  return writev.call(this, buffers, ...rest);
};
