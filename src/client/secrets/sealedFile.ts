import { z } from 'zod';
import { toReadError } from '../../common/diskErrors.ts';
import { isUserError, systemCode, UserError } from '../../common/errors.ts';
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
  try {
    const key = await machineKeyOf(home, keyPassphrase);
    return key.open(Buffer.from(entry.sealed, 'base64'))?.toString('utf8') ?? null;
  } catch (error) {
    if (isLocked(error) || !(error instanceof UserError)) throw error;
    return null;
  }
}

/**
 * @throws {UserError} `secrets-without-place` where there is no private key that goes with a certificate,
 *   `client-key-passphrase-missing`, `client-key-passphrase-wrong`, `path-unreadable`, `file-set-aside`, `disk-full`,
 *   `write-refused`
 */
export async function writeSealed(
  home: string,
  account: Account,
  text: string,
  keyPassphrase?: string,
): Promise<void> {
  const key = await machineKeyOf(home, keyPassphrase).catch((error: unknown) => {
    throw asObstacle(home, error);
  });
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
    await machineKeyOf(home);
    return true;
  } catch (error) {
    return isUserError(error, 'client-key-passphrase-missing');
  }
}

/** @throws {UserError} as `readClientIdentity` */
async function machineKeyOf(home: string, keyPassphrase?: string): Promise<MachineKey> {
  return new MachineKey((await readClientIdentity(homePaths(home), keyPassphrase)).privateKey);
}

function isLocked(error: unknown): boolean {
  return (
    isUserError(error, 'client-key-passphrase-missing') || isUserError(error, 'client-key-passphrase-wrong')
  );
}

/** Why nothing can be sealed: a key that the disk does not give out is still there. */
function asObstacle(home: string, error: unknown): unknown {
  const isTold = isLocked(error) || isUserError(error, 'path-unreadable');
  if (isTold || !(error instanceof UserError)) return error;
  const isUnread = isUserError(error, 'client-certificate-unusable') && systemCode(error.cause) !== undefined;
  if (isUnread) return toReadError(error.facts.path, error.cause);
  return new UserError('secrets-without-place', { path: homePaths(home).clientKey }, { cause: error });
}

function read(home: string): Promise<Content> {
  return readJsonFile(homePaths(home).credentials, schema, { version: 1, accounts: [] });
}

function write(home: string, accounts: Content['accounts']): Promise<void> {
  return writeJsonFile(homePaths(home).credentials, { version: 1, accounts } satisfies Content);
}
