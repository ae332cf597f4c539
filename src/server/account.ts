import { matchesHash, type PasswordHash, passwordHashSchema, unmatchableHash } from './passwordHash.ts';

/** Usernames become folder names, hence no leading dot and nothing that a file system reads its own way. */
export const usernamePattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;

export interface Account {
  readonly username: string;
  /** Another one after every change of the password, and for an account of the same name made anew. */
  readonly generation: string;
  /** Bytes; null means no limit. */
  readonly quota: number | null;
  readonly createdAt: Date;
}

/** From a database in the process, at once; from one on another machine, later. */
export type Awaitable<T> = T | Promise<T>;

/** The accounts, wherever they are kept. */
export interface Accounts {
  /** The account of exactly that name. */
  find(username: string): Awaitable<Account | undefined>;
  list(): Awaitable<Account[]>;
  /** False when there is one already; names that differ in case only are one, like folders on some systems. */
  add(username: string, password: PasswordHash, quota: number | null, createdAt: Date): Awaitable<boolean>;
  remove(username: string): Awaitable<void>;
  setPassword(username: string, password: PasswordHash): Awaitable<void>;
  setQuota(username: string, quota: number | null): Awaitable<void>;
  /** The account, when the password is its own. An unknown account costs as much time as a known one. */
  verify(username: string, password: string): Promise<Account | undefined>;
}

/** @param stored the hash of an account as its table keeps it; undefined where there is no account */
export function matchesStored(password: string, stored: string | undefined): Promise<boolean> {
  const hash = stored === undefined ? unmatchableHash : passwordHashSchema.parse(JSON.parse(stored));
  return matchesHash(password, hash);
}
