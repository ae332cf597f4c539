import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { systemCode, UserError } from '../../common/errors.ts';
import type { ServerLog } from '../serverLog.ts';

export interface SessionKey {
  /** Tells which one it is, and nothing else about it. */
  readonly id: string;
  readonly secret: KeyObject;
}

const smallestKeyBytes = 32;

/**
 * The keys that sessions are signed with, from a file that may change at any time: one on each line, in base64, 32 bytes or
 * more. The first one signs, all of them verify.
 */
export class SessionKeys {
  readonly #path: string;
  readonly #log: ServerLog;
  #stamp: string;
  #keys: readonly SessionKey[];

  /** @throws {UserError} `path-not-found`, `path-unreadable`; `usage` when it holds no keys */
  constructor(path: string, log: ServerLog) {
    this.#path = path;
    this.#log = log;
    this.#stamp = stampOf(path);
    this.#keys = readKeys(path);
  }

  get signing(): SessionKey {
    this.#refresh();
    return this.#keys[0] as SessionKey;
  }

  find(id: string): SessionKey | undefined {
    this.#refresh();
    return this.#keys.find((key) => key.id === id);
  }

  /** A file that cannot be used changes nothing. */
  #refresh(): void {
    try {
      const stamp = stampOf(this.#path);
      if (stamp === this.#stamp) return;
      this.#stamp = stamp;
      this.#keys = readKeys(this.#path);
      this.#log({ level: 'info', event: 'session-keys', facts: { keys: this.#keys.length } });
    } catch (error) {
      const problem = error instanceof UserError ? error.code : String(error);
      if (this.#stamp !== '')
        this.#log({ level: 'error', event: 'session-keys-unusable', facts: { problem } });
      this.#stamp = '';
    }
  }
}

function stampOf(path: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    return [ino, size, mtimeMs, ctimeMs].join('.');
  } catch (error) {
    const code = systemCode(error) ?? 'unknown';
    if (code === 'ENOENT') throw new UserError('path-not-found', { path }, { cause: error });
    throw new UserError('path-unreadable', { path, reason: code }, { cause: error });
  }
}

function readKeys(path: string): SessionKey[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  const keys = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0 || !keys.every(isKey))
    throw new UserError('usage', { problem: 'session-keys', path });
  return keys.map((line) => {
    const bytes = Buffer.from(line, 'base64');
    const id = createHash('sha256').update(bytes).digest('base64url').slice(0, 12);
    return { id, secret: createSecretKey(bytes) };
  });
}

function isKey(line: string): boolean {
  return /^[A-Za-z0-9+/]+=*$/.test(line) && Buffer.from(line, 'base64').length >= smallestKeyBytes;
}
