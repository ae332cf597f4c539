import { randomBytes } from 'node:crypto';
import type { Session, Sessions } from './sessions.ts';

interface Entry {
  readonly session: Session;
  lastUsed: number;
  runningRequests: number;
}

/** Beyond so many of one account, the one that was not used for longest ends. */
const maximumOfAnAccount = 100;

/** The sessions of one server, in memory: they end with the server, on request, or after a time without use. */
export class LocalSessions implements Sessions {
  readonly lifeSeconds: number;
  readonly #entries = new Map<string, Entry>();
  readonly #clock: () => number;
  readonly isValid: (session: Session) => boolean;

  /**
   * @param lifeSeconds without use
   * @param clock gives milliseconds
   */
  constructor(lifeSeconds: number, clock: () => number, isValid: (session: Session) => boolean) {
    this.lifeSeconds = lifeSeconds;
    this.#clock = clock;
    this.isValid = isValid;
  }

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

  /** The idle time starts when the request ends, so a long transfer does not outlive its session. */
  async use(
    id: string,
    certificateFingerprint: string,
    request: (session: Session) => Promise<void>,
  ): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#isExpired(entry)) return false;
    if (entry.session.certificateFingerprint !== certificateFingerprint) return false;
    entry.runningRequests += 1;
    try {
      await request(entry.session);
      return true;
    } finally {
      entry.runningRequests -= 1;
      entry.lastUsed = this.#clock();
    }
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
    return runningRequests === 0 && this.#clock() - lastUsed > this.lifeSeconds * 1000;
  }
}
