import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Row } from './database.ts';
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

/** The accounts in the database. */
export class AccountTable {
  readonly #find: StatementSync;
  readonly #password: StatementSync;
  readonly #list: StatementSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #setPassword: StatementSync;
  readonly #setQuota: StatementSync;

  constructor(database: DatabaseSync) {
    const columns = 'username, generation, quota, created';
    this.#find = database.prepare(
      `SELECT ${columns} FROM accounts WHERE username = ? AND username = ? COLLATE BINARY`,
    );
    this.#password = database.prepare('SELECT password FROM accounts WHERE username = ?');
    this.#list = database.prepare(`SELECT ${columns} FROM accounts ORDER BY username`);
    this.#insert = database.prepare('INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM accounts WHERE username = ?');
    this.#setPassword = database.prepare(
      'UPDATE accounts SET password = ?, generation = ? WHERE username = ?',
    );
    this.#setQuota = database.prepare('UPDATE accounts SET quota = ? WHERE username = ?');
  }

  /** The account of exactly that name. */
  find(username: string): Account | undefined {
    const row = this.#find.get(username, username);
    return row === undefined ? undefined : accountOf(row);
  }

  list(): Account[] {
    return this.#list.all().map(accountOf);
  }

  /** False when there is one already; names that differ in case only are one, like folders on some systems. */
  add(username: string, password: PasswordHash, quota: number | null, createdAt: Date): boolean {
    const values = [username, JSON.stringify(password), randomUUID(), quota, createdAt.getTime()];
    return this.#insert.run(...values).changes > 0;
  }

  remove(username: string): void {
    this.#delete.run(username);
  }

  setPassword(username: string, password: PasswordHash): void {
    this.#setPassword.run(JSON.stringify(password), randomUUID(), username);
  }

  setQuota(username: string, quota: number | null): void {
    this.#setQuota.run(quota, username);
  }

  /** The account, when the password is its own. An unknown account costs as much time as a known one. */
  async verify(username: string, password: string): Promise<Account | undefined> {
    const account = this.find(username);
    const row = account === undefined ? undefined : this.#password.get(username);
    const hash =
      row === undefined ? unmatchableHash : passwordHashSchema.parse(JSON.parse(String(row['password'])));
    return (await matchesHash(password, hash)) ? account : undefined;
  }
}

function accountOf(row: Row): Account {
  return {
    username: String(row['username']),
    generation: String(row['generation']),
    quota: row['quota'] === null ? null : Number(row['quota']),
    createdAt: new Date(Number(row['created'])),
  };
}
