import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Account, type Accounts, matchesStored } from '../account.ts';
import type { AccountsAtWork } from '../accounts.ts';
import type { PasswordHash } from '../passwordHash.ts';
import { forgetOwner, usageOf } from '../store/objects/catalog.ts';
import { allParts } from './parts.ts';
import { Postgres } from './postgres.ts';

const columns = 'username, generation, quota, created';

const accountRow = z
  .object({
    username: z.string(),
    generation: z.string(),
    quota: z.number().nullable(),
    created: z.number(),
  })
  .transform(({ created, ...account }): Account => ({ ...account, createdAt: new Date(created) }));

const passwordRow = z.object({ password: z.string() });

/** The accounts in the database that several servers share. */
export class SharedAccounts implements Accounts {
  readonly #postgres: Postgres;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  async find(username: string): Promise<Account | undefined> {
    const sql = `SELECT ${columns} FROM accounts WHERE username = $1`;
    const [account] = await this.#postgres.query(sql, [username], accountRow);
    return account;
  }

  list(): Promise<Account[]> {
    return this.#postgres.query(`SELECT ${columns} FROM accounts ORDER BY lower(username)`, [], accountRow);
  }

  async add(
    username: string,
    password: PasswordHash,
    quota: number | null,
    createdAt: Date,
  ): Promise<boolean> {
    const added = await this.#postgres.run(
      `INSERT INTO accounts (username, password, generation, quota, created) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [username, JSON.stringify(password), randomUUID(), quota, createdAt.getTime()],
    );
    return added > 0;
  }

  async remove(username: string): Promise<void> {
    await this.#postgres.run('DELETE FROM accounts WHERE username = $1', [username]);
  }

  async setPassword(username: string, password: PasswordHash): Promise<void> {
    await this.#postgres.run('UPDATE accounts SET password = $2, generation = $3 WHERE username = $1', [
      username,
      JSON.stringify(password),
      randomUUID(),
    ]);
  }

  async setQuota(username: string, quota: number | null): Promise<void> {
    await this.#postgres.run('UPDATE accounts SET quota = $2 WHERE username = $1', [username, quota]);
  }

  async verify(username: string, password: string): Promise<Account | undefined> {
    const account = await this.find(username);
    const sql = 'SELECT password FROM accounts WHERE username = $1';
    const [row] = await this.#postgres.query(sql, [username], passwordRow);
    return (await matchesStored(password, row?.password)) ? account : undefined;
  }
}

/**
 * Works on the accounts of servers that share a database.
 *
 * @throws {UserError} `database-away`, `database-refused`
 */
export async function withSharedAccounts<T>(
  databaseUrl: string,
  work: (accounts: AccountsAtWork) => Promise<T>,
): Promise<T> {
  const postgres = await Postgres.open(databaseUrl, allParts, () => undefined);
  try {
    return await work({
      accounts: new SharedAccounts(postgres),
      usage: (username) => usageOf(postgres, username),
      removeArchives: (username) => postgres.transaction((queries) => forgetOwner(queries, username)),
    });
  } finally {
    await postgres.close();
  }
}
