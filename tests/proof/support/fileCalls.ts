import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

/** A call of the file system, or of SQLite, that the program is about to make. */
export interface FileCall {
  /** As Node.js calls it, such as `rename`; `handle.sync` of an open file, `sqlite.exec` of a database. */
  readonly name: string;
  /** What it is a method of. */
  readonly target: unknown;
  readonly args: readonly unknown[];
}

/** Is told of every call, and may change what becomes of it. */
export interface FileWatcher {
  /** @returns the arguments with which to make the call @throws what the call is to fail with */
  before(call: FileCall): readonly unknown[];
  after(call: FileCall, result: unknown): void;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, Method>;

const promised = [
  ...['access', 'appendFile', 'chmod', 'chown', 'copyFile', 'lchown', 'link', 'lstat', 'lutimes', 'mkdir'],
  ...['mkdtemp', 'open', 'opendir', 'readdir', 'readFile', 'readlink', 'realpath', 'rename', 'rm', 'rmdir'],
  ...['stat', 'statfs', 'symlink', 'truncate', 'unlink', 'utimes', 'writeFile'],
];
const ofHandles = [
  ...['appendFile', 'chmod', 'chown', 'datasync', 'read', 'readFile', 'stat', 'sync', 'truncate', 'utimes'],
  ...['write', 'writeFile', 'writev'],
];
const withCallback = ['close', 'fsync', 'open', 'read', 'write', 'writev'];
const synchronous = [
  ...['accessSync', 'closeSync', 'fchmodSync', 'fchownSync', 'fstatSync', 'futimesSync', 'lstatSync'],
  ...['openSync', 'readFileSync', 'readSync', 'readdirSync', 'readlinkSync', 'statSync', 'writeSync'],
];
const ofStatements = ['all', 'get', 'run'];

/**
 * Shows every call of the file system and of SQLite in this process to a watcher, from here on and for good. It has to
 * happen before the program is loaded, which keeps some of the functions.
 */
export async function watchFileCalls(watcher: FileWatcher): Promise<void> {
  const probe = await fs.promises.open('/dev/null', 'r');
  const handles = Object.getPrototypeOf(probe) as Methods;
  await probe.close();
  const functions = fs as unknown as Methods;
  const promises = fs.promises as unknown as Methods;
  const watched = { ...watcher, after: afterOpening(watcher) };
  replace(promises, promised, (method, name) => asPromise(watched, name, method));
  replace(handles, ofHandles, (method, name) => asPromise(watcher, `handle.${name}`, method));
  replace(functions, withCallback, (method, name) => asCallback(watcher, name, method));
  replace(functions, synchronous, (method, name) => asSync(watcher, name, method));
  const database = new DatabaseSync(':memory:');
  const statements = Object.getPrototypeOf(database.prepare('SELECT 1')) as Methods;
  database.close();
  replace(statements, ofStatements, (method, name) => asSync(watcher, `sqlite.${name}`, method));
  const databases = DatabaseSync.prototype as unknown as Methods;
  replace(databases, ['exec'], (method, name) => asSync(watcher, `sqlite.${name}`, method));
  syncBuiltinESMExports();
}

function replace(
  methods: Methods,
  names: readonly string[],
  by: (method: Method, name: string) => Method,
): void {
  for (const name of names) {
    const method = methods[name];
    if (method === undefined) throw new Error(`Node.js has no ${name} any more`);
    methods[name] = by(method, name);
  }
}

/** Each open file has a `close` of its own. */
function afterOpening(watcher: FileWatcher): FileWatcher['after'] {
  return (call, result) => {
    watcher.after(call, result);
    if (call.name !== 'open') return;
    const handle = result as { close: Method };
    handle.close = asPromise(watcher, 'handle.close', handle.close).bind(handle);
  };
}

function asPromise(watcher: FileWatcher, name: string, method: Method): Method {
  return async function watched(this: unknown, ...args: unknown[]) {
    const call = { name, target: this, args };
    const { admitted, refusal } = ask(watcher, call);
    if (refusal && !closes(name)) throw refusal.error;
    const result = await method.apply(this, [...admitted]);
    if (refusal) throw refusal.error;
    watcher.after(call, result);
    return result;
  };
}

function asSync(watcher: FileWatcher, name: string, method: Method): Method {
  return function watched(this: unknown, ...args: unknown[]) {
    const call = { name, target: this, args };
    const { admitted, refusal } = ask(watcher, call);
    if (refusal && !closes(name)) throw refusal.error;
    const result = method.apply(this, [...admitted]);
    if (refusal) throw refusal.error;
    watcher.after(call, result);
    return result;
  };
}

function asCallback(watcher: FileWatcher, name: string, method: Method): Method {
  const watched: Method = function watched(this: unknown, ...all: unknown[]) {
    const done = all.at(-1) as Method;
    const call = { name, target: this, args: all.slice(0, -1) };
    const { admitted, refusal } = ask(watcher, call);
    if (refusal && !closes(name)) return process.nextTick(done, refusal.error);
    return method.apply(this, [
      ...admitted,
      (error: unknown, ...results: unknown[]) => {
        if (refusal) return done(refusal.error);
        if (!error) watcher.after(call, results[0]);
        return done(error, ...results);
      },
    ]);
  };
  if (name !== 'read') return watched;
  const promised = (...args: unknown[]) =>
    new Promise((resolve, reject) => {
      watched(...args, (error: unknown, bytesRead: unknown, buffer: unknown) => {
        if (error) reject(error);
        else resolve({ bytesRead, buffer });
      });
    });
  return Object.assign(watched, { [promisify.custom]: promised });
}

/** Asks the watcher what to do about a call. */
function ask(
  watcher: FileWatcher,
  call: FileCall,
): { readonly admitted: readonly unknown[]; readonly refusal?: { readonly error: unknown } } {
  try {
    return { admitted: watcher.before(call) };
  } catch (error) {
    return { admitted: call.args, refusal: { error } };
  }
}

/** Whoever is told that closing failed has closed the file all the same. */
function closes(name: string): boolean {
  return /close/i.test(name);
}
