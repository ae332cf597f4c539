import type { FileCall } from '../support/fileCalls.ts';

/** What may happen to a call; `short`: it does only a part of what it was asked. */
export const faultKinds = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE', 'short'] as const;
export type FaultKind = (typeof faultKinds)[number];

const makesRoom = [
  ...['appendFile', 'copyFile', 'link', 'mkdir', 'mkdtemp', 'rename', 'symlink', 'writeFile'],
  ...['handle.appendFile', 'handle.datasync', 'handle.sync', 'handle.truncate', 'handle.write'],
  ...['handle.writeFile', 'handle.writev', 'fsync', 'write', 'writev', 'writeSync'],
  ...['sqlite.exec', 'sqlite.run'],
];
const opens = [
  'appendFile',
  'open',
  'opendir',
  'openSync',
  'readFile',
  'readFileSync',
  'readdir',
  'readdirSync',
];
const reads = ['handle.read', 'read', 'readSync'];
const writes = ['handle.write', 'handle.writev', 'write', 'writev', 'writeSync'];
const byPath = [
  ...['access', 'accessSync', 'appendFile', 'chmod', 'chown', 'link', 'lstat', 'lstatSync', 'mkdir', 'open'],
  ...[
    'openSync',
    'opendir',
    'readFile',
    'readFileSync',
    'readdir',
    'readdirSync',
    'readlink',
    'readlinkSync',
  ],
  ...['realpath', 'rename', 'rm', 'rmdir', 'stat', 'statSync', 'symlink', 'unlink', 'utimes', 'writeFile'],
];

/** True where a call can end like that. */
export function suffers(call: FileCall, kind: FaultKind): boolean {
  const { name } = call;
  switch (kind) {
    case 'ENOSPC':
      return makesRoom.includes(name) || (name === 'open' && isCreating(call));
    case 'EIO':
      return true;
    case 'EACCES':
      return byPath.includes(name);
    case 'EMFILE':
      return opens.includes(name);
    case 'short':
      return (reads.includes(name) || writes.includes(name)) && shortened(call) !== call.args;
  }
}

function isCreating({ args: [, flags] }: FileCall): boolean {
  return typeof flags === 'string' && /[wa]/.test(flags);
}

/** What the system, or SQLite, says then. */
export function errorOf({ name, args }: FileCall, kind: FaultKind): Error {
  if (name.startsWith('sqlite.')) {
    const [errcode, message] = kind === 'ENOSPC' ? [13, 'database or disk is full'] : [10, 'disk I/O error'];
    return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode, errstr: message });
  }
  const syscall = name.replace('handle.', '').replace('Sync', '');
  const path = typeof args[0] === 'string' ? { path: args[0] } : {};
  return Object.assign(new Error(`${kind}: injected, ${syscall}`), {
    code: kind,
    errno: -1,
    syscall,
    ...path,
  });
}

/** The arguments of a read or a write that stops half-way; the same where there is no half. */
export function shortened(call: FileCall): readonly unknown[] {
  const { name, args } = call;
  const [first, second, third, fourth, ...rest] = args;
  if (name.endsWith('writev')) {
    const [buffers, ...after] = name === 'writev' ? args.slice(1) : args;
    const [one = Buffer.alloc(0)] = buffers as Buffer[];
    if (one.length < 2) return args;
    const half = [one.subarray(0, one.length >> 1)];
    return name === 'writev' ? [first, half, ...after] : [half, ...after];
  }
  if (name.startsWith('handle.')) {
    if (!Buffer.isBuffer(first) && ArrayBuffer.isView(first) === false) return args;
    const offset = Number(second ?? 0);
    const length = Number(third ?? (first as Uint8Array).byteLength - offset);
    return length < 2 ? args : [first, offset, length >> 1, fourth, ...rest];
  }
  if (!ArrayBuffer.isView(second)) return args;
  const offset = Number(third ?? 0);
  const length = Number(fourth ?? second.byteLength - offset);
  return length < 2 ? args : [first, second, offset, length >> 1, ...rest];
}
