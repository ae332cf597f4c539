import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../common/errors.ts';
import type { AccountsPlace } from '../server/accounts.ts';
import { type Context, runCommand } from './context.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';
import { withCommonOptions } from './options.ts';
import { givenSecret, promptNewSecret } from './secrets.ts';
import { accountsPlaceOf, accountsPlaceOptions, withAccountsPlace } from './serverPlace.ts';

const sizeUnits: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** A size as typed; null for `none`. */
const quota = refusedAs('quota', z.string().transform(parseSize).pipe(z.int().nullable()));

/** NaN for what is no size. */
function parseSize(text: string): number | null {
  if (text === 'none') return null;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  return Math.round(Number(number) * (sizeUnits[unit] ?? Number.NaN));
}

const quotaOption = accountsPlaceOptions.extend({ quota: quota.optional() });
const passwordOption = z.object({ passwordFile: z.string().optional() });
const removeOption = accountsPlaceOptions.extend({ deleteArchives: z.boolean().default(false) });

export function addUsersCommand(program: Command): void {
  const users = program.command('users');
  withPassword(accountCommand(users, 'add <name>')).option('--quota <size>').action(run(add));
  accountCommand(users, 'list').action(run(list));
  withPassword(accountCommand(users, 'passwd <name>')).action(run(changePassword));
  accountCommand(users, 'quota <name> <size>').action(run(changeQuota));
  accountCommand(users, 'remove <name>').option('--delete-archives').action(run(remove));
}

function accountCommand(users: Command, usage: string): Command {
  return withAccountsPlace(withCommonOptions(users.command(usage)));
}

function withPassword(command: Command): Command {
  return command.option('--password-file <file>');
}

/** What commander calls: the arguments of the command, its options and itself. */
function run(
  work: (context: Context, ...args: string[]) => Promise<void>,
): (...given: unknown[]) => Promise<void> {
  return (...given) => {
    const command = given.at(-1) as Command;
    return runCommand(command, async (context) => {
      await work(context, ...command.args);
      return undefined;
    });
  };
}

async function add({ command, output }: Context, username = ''): Promise<void> {
  const { quota, ...given } = parseOptions(quotaOption, command);
  const place = accountsPlaceOf(given);
  const password = await passwordFor({ command, output }, username);
  const { addAccount } = await import('../server/accounts.ts');
  await addAccount(place, username, password, { quota: quota ?? null });
  output.result({ username, quota: quota ?? null }, output.text.accountAdded(username));
}

async function list({ command, output }: Context): Promise<void> {
  const place = placeOf(command);
  const { listAccounts } = await import('../server/accounts.ts');
  const accounts = await listAccounts(place);
  const { text, units } = output;
  const lines = accounts.map((account) => text.accountLine(account, units));
  output.result({ accounts }, accounts.length === 0 ? text.noAccounts : lines.join('\n'));
}

async function changePassword({ command, output }: Context, username = ''): Promise<void> {
  const place = placeOf(command);
  const password = await passwordFor({ command, output }, username);
  const accounts = await import('../server/accounts.ts');
  await accounts.changePassword(place, username, password);
  output.result({ username }, output.text.passwordChanged(username));
}

async function changeQuota({ command, output }: Context, username = '', size = ''): Promise<void> {
  const place = placeOf(command);
  const parsed = quota.safeParse(size);
  if (!parsed.success) throw new UserError('usage', { problem: 'quota', option: '<size>' });
  const accounts = await import('../server/accounts.ts');
  await accounts.changeQuota(place, username, parsed.data);
  output.result(
    { username, quota: parsed.data },
    output.text.quotaChanged({ username, quota: parsed.data }, output.units),
  );
}

async function remove({ command, output }: Context, username = ''): Promise<void> {
  const { deleteArchives, ...given } = parseOptions(removeOption, command);
  const place = accountsPlaceOf(given);
  const { removeAccount } = await import('../server/accounts.ts');
  await removeAccount(place, username, { deleteArchives });
  output.result({ username }, output.text.accountRemoved(username));
}

function placeOf(command: Command): AccountsPlace {
  return accountsPlaceOf(parseOptions(accountsPlaceOptions, command));
}

async function passwordFor(
  { command, output }: Pick<Context, 'command' | 'output'>,
  username: string,
): Promise<string> {
  const { passwordFile } = parseOptions(passwordOption, command);
  return (
    (await givenSecret(output, 'password', passwordFile)) ??
    promptNewSecret(
      output,
      output.text.newPasswordOf(username),
      new UserError('password-missing', {}),
      'passwords-differ',
    )
  );
}
