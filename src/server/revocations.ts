import type { X509Certificate } from 'node:crypto';
import { type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode, UserError } from '../common/errors.ts';
import { type RevocationList, readRevocationList, serialOf } from '../pki/revocationList.ts';
import type { ServerLog } from './serverLog.ts';

/**
 * The certificates that the authority has taken back, from a file that may change, or appear, at any time. It is
 * looked at before every handshake and every request: what is revoked is revoked at once.
 */
export class Revocations {
  readonly #path: string | undefined;
  readonly #authorityPem: string;
  readonly #log: ServerLog;
  #stamp = '';
  #list: RevocationList | undefined;
  #serials: ReadonlySet<bigint> = new Set();
  #problem: string | undefined;
  #watcher: FSWatcher | undefined;

  /**
   * @param path undefined where nothing is ever revoked
   * @throws {UserError} `usage`, `path-unreadable` when there is a file and it cannot be used
   */
  constructor(path: string | undefined, authorityPem: string, log: ServerLog) {
    this.#path = path;
    this.#authorityPem = authorityPem;
    this.#log = log;
    this.#read();
  }

  /** The list in PEM. */
  get pem(): string | undefined {
    return this.#list?.pem;
  }

  /** Reads the file again if it has changed, and tells whether the list has. A broken one changes nothing. */
  refresh(): boolean {
    const before = this.pem;
    try {
      this.#read();
    } catch (error) {
      const problem = error instanceof UserError ? JSON.stringify(error.facts) : String(error);
      if (problem !== this.#problem) {
        this.#log({ level: 'error', event: 'revocation-list-unusable', facts: { problem } });
      }
      this.#problem = problem;
    }
    return this.pem !== before;
  }

  isRevoked(certificate: X509Certificate | undefined): boolean {
    return certificate !== undefined && this.#serials.size > 0 && this.#serials.has(serialOf(certificate));
  }

  /** Calls `changed` soon after something has happened to the file, where the file system tells. */
  watch(changed: () => void): void {
    if (this.#path === undefined) return;
    try {
      this.#watcher = watch(dirname(this.#path), { persistent: false }, changed);
      this.#watcher.on('error', () => undefined);
    } catch {
      // Then it is noticed at the next handshake or request.
    }
  }

  close(): void {
    this.#watcher?.close();
  }

  #read(): void {
    if (this.#path === undefined) return;
    const stamp = this.#lookAt(this.#path);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    // A file that has gone takes nothing back: whoever is revoked stays so until a list says otherwise.
    if (stamp === '') return;
    const list = readRevocationList(readFileSync(this.#path, 'utf8'), this.#authorityPem);
    this.#list = list;
    this.#problem = undefined;
    this.#serials = new Set(list.revocations.map(({ serial }) => serial));
    const facts = { path: this.#path, revoked: list.revocations.length };
    this.#log({ level: 'info', event: 'revocation-list', facts });
  }

  #lookAt(path: string): string {
    try {
      const { ino, size, mtimeMs, ctimeMs } = statSync(path);
      return [ino, size, mtimeMs, ctimeMs].join('.');
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT') return '';
      throw new UserError('path-unreadable', { path, reason: code ?? 'unknown' }, { cause: error });
    }
  }
}
