import { z } from 'zod';
import { isUserError, UserError } from '../../common/errors.ts';
import { homePaths } from '../../config/home.ts';
import { inspectJsonFile, type JsonFileState, readJsonFile, writeJsonFile } from '../../config/jsonFile.ts';
import { MachineKey } from '../../crypto/machineKey.ts';
import { readClientIdentity } from '../../net/tls/clientIdentity.ts';
import { type Account, isSameAccount } from '../account.ts';

/** `credentials.json`: texts sealed under a key that is derived from the client's private key. */
const schema = z.object({
  version: z.literal(1),
  accounts: z.array(
    z.object({
      host: z.string(),
      port: z.number(),
      username: z.string(),
      /** base64; see `MachineKey`. */
      sealed: z.string(),
    }),
  ),
});
type Content = z.infer<typeof schema>;

/**
 * Null where nothing is kept for the account, or it was sealed with another key.
 *
 * @throws {UserError} `file-set-aside`, `client-key-passphrase-missing`, `client-key-passphrase-wrong`
 */
export async function readSealed(
  home: string,
  account: Account,
  keyPassphrase?: string,
): Promise<string | null> {
  const { accounts } = await read(home);
  const entry = accounts.find((candidate) => isSameAccount(candidate, account));
  if (entry === undefined) return null;
  const opened = (await machineKeyOf(home, keyPassphrase))?.open(Buffer.from(entry.sealed, 'base64'));
  return opened?.toString('utf8') ?? null;
}

/**
 * @throws {UserError} `secrets-without-place`, `client-key-passphrase-missing`, `client-key-passphrase-wrong`,
 *   `file-set-aside`, `disk-full`, `write-refused`
 */
export async function writeSealed(
  home: string,
  account: Account,
  text: string,
  keyPassphrase?: string,
): Promise<void> {
  const key = await machineKeyOf(home, keyPassphrase);
  if (key === null) throw new UserError('secrets-without-place', { path: homePaths(home).clientKey });
  const { accounts } = await read(home);
  const { host, port, username } = account;
  const sealed = key.seal(Buffer.from(text)).toString('base64');
  const others = accounts.filter((candidate) => !isSameAccount(candidate, account));
  await write(home, [...others, { host, port, username, sealed }]);
}

/** @throws {UserError} `file-set-aside`, `disk-full`, `write-refused` */
export async function removeSealed(home: string, account: Account): Promise<void> {
  const { accounts } = await read(home);
  const others = accounts.filter((candidate) => !isSameAccount(candidate, account));
  if (others.length < accounts.length) await write(home, others);
}

/** What `credentials.json` is found to be, untouched. @throws {UserError} `path-unreadable` */
export function inspectSealed(home: string): Promise<JsonFileState<object>> {
  return inspectJsonFile<object>(homePaths(home).credentials, schema);
}

/** True where there is a private key to seal under, also one that asks for its passphrase first. */
export async function canSeal(home: string): Promise<boolean> {
  try {
    return (await machineKeyOf(home)) !== null;
  } catch (error) {
    return isUserError(error, 'client-key-passphrase-missing');
  }
}

/**
 * Null where there is no private key that goes with a certificate.
 *
 * @throws {UserError} `client-key-passphrase-missing`, `client-key-passphrase-wrong`
 */
async function machineKeyOf(home: string, keyPassphrase?: string): Promise<MachineKey | null> {
  try {
    return new MachineKey((await readClientIdentity(homePaths(home), keyPassphrase)).privateKey);
  } catch (error) {
    const isLocked =
      isUserError(error, 'client-key-passphrase-missing') ||
      isUserError(error, 'client-key-passphrase-wrong');
    if (isLocked || !(error instanceof UserError)) throw error;
    return null;
  }
}

function read(home: string): Promise<Content> {
  return readJsonFile(homePaths(home).credentials, schema, { version: 1, accounts: [] });
}

function write(home: string, accounts: Content['accounts']): Promise<void> {
  return writeJsonFile(homePaths(home).credentials, { version: 1, accounts } satisfies Content);
}
