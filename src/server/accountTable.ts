import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Account, type Accounts, matchesStored } from './account.ts';
import type { Row } from './database.ts';
import { type PasswordHash, passwordHashSchema } from './passwordHash.ts';

/** The accounts in the database of a data folder. */
export class AccountTable implements Accounts {
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

  find(username: string): Account | undefined {
    const row = this.#find.get(username, username);
    return row === undefined ? undefined : accountOf(row);
  }

  list(): Account[] {
    return this.#list.all().map(accountOf);
  }

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

  /** The hash of an account that there is, as `add` takes it. */
  passwordOf(username: string): PasswordHash {
    return passwordHashSchema.parse(JSON.parse(String(this.#password.get(username)?.['password'])));
  }

  async verify(username: string, password: string): Promise<Account | undefined> {
    const account = this.find(username);
    const row = account === undefined ? undefined : this.#password.get(username);
    const stored = row === undefined ? undefined : String(row['password']);
    return (await matchesStored(password, stored)) ? account : undefined;
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
