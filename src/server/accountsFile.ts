import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { systemCode, UserError } from '../common/errors.ts';
import { usernamePattern } from './account.ts';
import { AccountTable } from './accountTable.ts';
import { transaction } from './database.ts';
import { passwordHashSchema } from './passwordHash.ts';

const accountsSchema = z.object({
  version: z.literal(1),
  accounts: z.array(z.object({ username: z.string().regex(usernamePattern), password: passwordHashSchema })),
});

/**
 * Takes over the accounts of earlier versions, which kept them in `accounts.json`, and renames that file. An
 * account that the database knows already stays as it is there.
 *
 * @throws {UserError} `path-unreadable` when the file is damaged; it stays where it is
 */
export async function importAccountsFile(dataFolder: string, database: DatabaseSync): Promise<void> {
  const path = join(dataFolder, 'accounts.json');
  let accounts: z.infer<typeof accountsSchema>['accounts'];
  try {
    ({ accounts } = accountsSchema.parse(JSON.parse(await readFile(path, 'utf8'))));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return;
    throw new UserError(
      'path-unreadable',
      { path, reason: code ?? 'not a valid accounts file' },
      { cause: error },
    );
  }
  const table = new AccountTable(database);
  transaction(database, () => {
    for (const { username, password } of accounts) table.add(username, password, null, new Date());
  });
  await rename(path, `${path}.imported`);
}
