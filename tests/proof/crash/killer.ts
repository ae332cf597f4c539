/**
 * Loaded before the program by `--import`: kills it, as `kill -9` does, before or after one of the calls that change what
 * is on the disk. `KILL_AT` counts them from 1, `KILL_WHEN` is `before` or `after`; `KILL_REPORT` is written to first.
 * Where `KILL_ARMED` names a file, calls count only once it is there.
 */
import fs from 'node:fs';
import { basename } from 'node:path';
import { type FileCall, watchFileCalls } from '../support/fileCalls.ts';

const { existsSync, writeFileSync } = fs;
const { KILL_AT = '0', KILL_WHEN, KILL_REPORT = '', KILL_ARMED } = process.env;

const changing = [
  ...[
    'appendFile',
    'chmod',
    'copyFile',
    'link',
    'mkdir',
    'rename',
    'rm',
    'rmdir',
    'symlink',
    'truncate',
    'unlink',
  ],
  ...['utimes', 'writeFile', 'handle.appendFile', 'handle.datasync', 'handle.sync', 'handle.truncate'],
  ...['handle.write', 'handle.writeFile', 'handle.writev', 'fsync', 'write', 'writev', 'writeSync'],
  ...['sqlite.exec', 'sqlite.run'],
];

let count = 0;
let victim: FileCall | undefined;

await watchFileCalls({
  before(call) {
    if (changes(call) && isArmed()) {
      count += 1;
      if (count === Number(KILL_AT)) victim = call;
      if (victim === call && KILL_WHEN === 'before') die(call);
    }
    return call.args;
  },
  after(call) {
    if (victim === call) die(call);
  },
});

function changes({ name, args }: FileCall): boolean {
  if (name === 'open') return typeof args[1] === 'string' && /[wa]/.test(args[1]);
  return changing.includes(name);
}

function isArmed(): boolean {
  return KILL_ARMED === undefined || existsSync(KILL_ARMED);
}

function die({ name, args }: FileCall): void {
  const [first] = args;
  const isByPath = typeof first === 'string' && !/^(sqlite|handle)\./.test(name);
  const subject = isByPath ? ` ${basename(first)}` : '';
  writeFileSync(KILL_REPORT, `${KILL_WHEN} ${name}${subject.replace(/[0-9a-f]{12,}/g, 'ID')}`);
  process.kill(process.pid, 'SIGKILL');
}
