import { randomBytes } from 'node:crypto';

export interface Session {
  readonly id: string;
  readonly username: string;
  /** Of the account when the session was opened. */
  readonly generation: string;
  /** SHA-256 of the client certificate the session was opened with; empty where none was asked for. */
  readonly certificateFingerprint: string;
}

interface Entry {
  readonly session: Session;
  lastUsed: number;
  runningRequests: number;
}

/** Beyond so many of one account, the one that was not used for longest ends. */
const maximumOfAnAccount = 100;

/** The sessions, in memory: they end with the server, on request, or after a time without use. */
export class Sessions {
  readonly idleSeconds: number;
  readonly #entries = new Map<string, Entry>();
  readonly #clock: () => number;
  /** False once the account is gone, or has another password. */
  readonly isValid: (session: Session) => boolean;

  /** @param clock gives milliseconds */
  constructor(idleSeconds: number, clock: () => number, isValid: (session: Session) => boolean) {
    this.idleSeconds = idleSeconds;
    this.#clock = clock;
    this.isValid = isValid;
  }

  /** How many there are. */
  get count(): number {
    this.#forgetExpired();
    return this.#entries.size;
  }

  open(facts: Omit<Session, 'id'>): Session {
    this.#forgetExpired();
    this.#makeRoom(facts.username);
    const session = { id: randomBytes(32).toString('base64url'), ...facts };
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

  #makeRoom(username: string): void {
    const own = [...this.#entries.values()].filter(
      ({ session, runningRequests }) => session.username === username && runningRequests === 0,
    );
    if (own.length < maximumOfAnAccount) return;
    const oldest = own.reduce((one, other) => (other.lastUsed < one.lastUsed ? other : one));
    this.end(oldest.session.id);
  }

  #forgetExpired(): void {
    for (const [id, entry] of this.#entries) if (this.#isExpired(entry)) this.#entries.delete(id);
  }

  #isExpired({ session, runningRequests, lastUsed }: Entry): boolean {
    if (!this.isValid(session)) return true;
    return runningRequests === 0 && this.#clock() - lastUsed > this.idleSeconds * 1000;
  }
}
