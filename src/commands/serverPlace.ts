import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import type { AccountsPlace } from '../server/accounts.ts';
import { databaseUrlOf } from '../server/postgres/databaseUrl.ts';
import type { LocalPlace, SharedPlace } from '../server/serverOptions.ts';

/** Where a server keeps accounts and archives: in a folder of its own, or where several of them do. */
export const serverPlaceOptions = z.object({
  data: z.string().optional(),
  store: z.string().optional(),
  s3Endpoint: z.string().optional(),
  database: z.string().optional(),
  sessionKeys: z.string().optional(),
});

/** Where accounts are kept, by either kind of servers. */
export const accountsPlaceOptions = serverPlaceOptions.pick({ data: true, database: true });

export function withServerPlace(command: Command): Command {
  return withAccountsPlace(command)
    .option('--store <url>')
    .option('--s3-endpoint <url>')
    .option('--session-keys <file>');
}

export function withAccountsPlace(command: Command): Command {
  return command.option('--data <dir>').option('--database <url>');
}

/** @throws {UserError} `usage` */
export function serverPlaceOf(options: z.infer<typeof serverPlaceOptions>): LocalPlace | SharedPlace {
  const { data, store, s3Endpoint: endpoint, database, sessionKeys } = options;
  if (store === undefined) {
    if (data === undefined) throw new UserError('usage', { problem: 'data-or-store' });
    refuseBesides('--data', {
      '--s3-endpoint': endpoint,
      '--database': database,
      '--session-keys': sessionKeys,
    });
    return { dataFolder: data };
  }
  refuseBesides('--store', { '--data': data });
  return {
    storeUrl: store,
    ...(endpoint !== undefined && { endpoint }),
    databaseUrl: neededBy('--store', '--database', databaseUrlOf(database, process.env)),
    sessionKeysPath: neededBy('--store', '--session-keys', sessionKeys),
  };
}

/** @throws {UserError} `usage` */
export function accountsPlaceOf({ data, database }: z.infer<typeof accountsPlaceOptions>): AccountsPlace {
  if (data !== undefined) {
    refuseBesides('--data', { '--database': database });
    return data;
  }
  const databaseUrl = databaseUrlOf(database, process.env);
  if (databaseUrl === undefined) throw new UserError('usage', { problem: 'data-or-database' });
  return { databaseUrl };
}

/** @throws {UserError} `usage` */
export function neededBy<T>(option: string, needed: string, value: T | undefined): T {
  if (value === undefined) throw new UserError('usage', { problem: 'option-needs', option, needed });
  return value;
}

function refuseBesides(option: string, others: Readonly<Record<string, string | undefined>>): void {
  for (const [other, value] of Object.entries(others)) {
    if (value !== undefined) throw new UserError('usage', { problem: 'options-exclude', option, other });
  }
}
