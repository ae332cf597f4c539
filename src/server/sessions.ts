import { randomBytes } from 'node:crypto';

export interface Session {
  readonly id: string;
  readonly username: string;
  /** SHA-256 of the client certificate the session was opened with; empty where none was asked for. */
  readonly certificateFingerprint: string;
}

interface Entry {
  readonly session: Session;
  lastUsed: number;
  runningRequests: number;
}

/** The sessions, in memory: they end with the server, on request, or after a time without use. */
export class Sessions {
  readonly idleSeconds: number;
  readonly #entries = new Map<string, Entry>();
  readonly #clock: () => number;

  /** `clock` gives milliseconds. */
  constructor(idleSeconds: number, clock: () => number) {
    this.idleSeconds = idleSeconds;
    this.#clock = clock;
  }

  open(username: string, certificateFingerprint: string): Session {
    this.#forgetExpired();
    const session = { id: randomBytes(32).toString('base64url'), username, certificateFingerprint };
    this.#entries.set(session.id, { session, lastUsed: this.#clock(), runningRequests: 0 });
    return session;
  }

  /**
   * Runs a request in the session of that id, or gives undefined when there is none for this certificate. The
   * idle time starts when the request ends, so a long transfer does not outlive its session.
   */
  use(
    id: string,
    certificateFingerprint: string,
    request: (session: Session) => Promise<void>,
  ): Promise<void> | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#isExpired(entry)) return undefined;
    if (entry.session.certificateFingerprint !== certificateFingerprint) return undefined;
    entry.runningRequests += 1;
    return request(entry.session).finally(() => {
      entry.runningRequests -= 1;
      entry.lastUsed = this.#clock();
    });
  }

  end(id: string): void {
    this.#entries.delete(id);
  }

  #forgetExpired(): void {
    for (const [id, entry] of this.#entries) if (this.#isExpired(entry)) this.#entries.delete(id);
  }

  #isExpired(entry: Entry): boolean {
    return entry.runningRequests === 0 && this.#clock() - entry.lastUsed > this.idleSeconds * 1000;
  }
}
