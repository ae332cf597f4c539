import type { Awaitable } from './account.ts';

export interface Session {
  readonly id: string;
  readonly username: string;
  /** Of the account when the session was opened. */
  readonly generation: string;
  /** SHA-256 of the client certificate the session was opened with; empty where none was asked for. */
  readonly certificateFingerprint: string;
}

/** Who is logged in. A session ends with its account, and when the account gets another password. */
export interface Sessions {
  /** What the login promises. */
  readonly lifeSeconds: number;
  /** How many there are; undefined where nobody counts them. */
  readonly count: number | undefined;
  open(facts: Omit<Session, 'id'>): Awaitable<Session>;
  /** Runs a request in the session of that id; false when there is none for this certificate. */
  use(
    id: string,
    certificateFingerprint: string,
    request: (session: Session) => Promise<void>,
  ): Promise<boolean>;
  end(id: string): Awaitable<void>;
  /** False once the account is gone, or has another password. */
  isValid(session: Session): Awaitable<boolean>;
}
